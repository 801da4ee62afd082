import { parse } from "csv-parse/sync";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor, CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import { useOwner } from "@/lib/testing/owner";
import { act, ctxOf, inRole, type MadeEvent, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { createAccount } from "../accounts/commands";
import { undoCheckIn } from "../check-in/commands/undo-check-in";
import { addMember } from "../members/commands/add-member";
import { workThrough } from "../runs/commands";
import { issueTickets } from "../tickets/commands/issue-tickets";
import { downloadExport, startExport, writeExportPart } from "./commands";
import { getExportPart, listExports } from "./queries";
import type { ExportKind } from "./schema";

const world = useWorld({ timeZone: "Asia/Dhaka" });
const owner = useOwner(world);
const NOW = new Date("2026-09-18T12:00:00Z");
let tenant: CtxTenant;
let admin: Actor & { kind: "person" };

beforeAll(async () => {
  tenant = await makeTenant(world);
  const platform = {
    requestId: newId(),
    actor: { kind: "operator" as const, id: newId(), permissions: [{ permission: "*" }] },
  };
  const account = { name: "Mia Member", email: "mia@example.com", password: "correct horse battery" };
  const { id } = await createAccount({ ...platform, now: NOW }, account);
  admin = { ...inRole("TENANT_ADMIN"), id };
  await act(world, tenant, admin, (ctx) => addMember(ctx, { userId: id, role: "TENANT_ADMIN" }));
});
beforeEach(() => {
  world.now = NOW;
});

const start = (event: { id: string }, kind: ExportKind) =>
  act(world, tenant, admin, (ctx) => startExport(ctx, { eventId: event.id, kind }));

/** What the worker does with the job that was asked for. */
async function work(exportId: string): Promise<void> {
  const [run] = await owner.rows<{ id: string }>("SELECT run_id AS id FROM exports WHERE id = $1", [exportId]);
  const job = ctxOf(world, tenant, { kind: "job", id: newId(), permissions: [] });
  await workThrough(job, { runId: run?.id ?? "" }, writeExportPart);
}

async function download(exportId: string): Promise<{ lines: Record<string, string>[]; text: string; parts: number }> {
  const file = await act(world, tenant, admin, (ctx) => downloadExport(ctx, { exportId }));
  let text = "";
  for (let part = 0; part < file.parts; part++)
    text += await act(world, tenant, admin, (ctx) => getExportPart(ctx, { exportId, part }));
  expect(Buffer.byteLength(text)).toBe(file.bytes);
  return { lines: parse(text, { columns: true, record_delimiter: "\r\n" }), text, parts: file.parts };
}

async function make(event: { id: string }, kind: ExportKind) {
  const { id } = await start(event, kind);
  await work(id);
  return { id, ...(await download(id)) };
}

async function makeNight(): Promise<{ event: MadeEvent; codes: string[]; ticketIds: string[] }> {
  const event = await makeEvent(world, tenant);
  const tickets = await makeTickets(world, tenant, event, 3);
  const codes = [];
  for (const { id } of tickets) codes.push((await secretsOf(world, tenant, id)).code);
  return { event, codes, ticketIds: tickets.map(({ id }) => id) };
}

describe("the attendees", () => {
  it("are all there, in the order of their numbers, with how they stand in the event's own time", async () => {
    const { event, codes, ticketIds } = await makeNight();
    const gate = gateAt(world, tenant, event, admin);
    await gate.confirm(await gate.preview(codes[1] ?? ""));
    await owner.rows("UPDATE tickets SET state = 'revoked' WHERE id = $1", [ticketIds[2]]);
    const { lines } = await make(event, "attendees");
    expect(
      lines.map((line) => [line.Number, line.Name, line.Email, line.Standing, line["Checked in at"], line.Gate]),
    ).toEqual([
      ["1", "Guest 1", "guest-1@example.com", "Valid", "", ""],
      ["2", "Guest 2", "guest-2@example.com", "Used", "2026-09-18T20:00:00+08:00", "Main gate"],
      ["3", "Guest 3", "guest-3@example.com", "Revoked", "", ""],
    ]);
    expect(lines[1]).toMatchObject({ "Time zone": "Asia/Manila", Device: expect.stringMatching(/^Phone/) });
  });

  it("more than one chunk's worth are in one file with one heading", async () => {
    const event = await makeEvent(world, tenant, { capacity: 1500 });
    for (let n = 0; n < 3; n++) await makeTickets(world, tenant, event, 400);
    const { lines, parts } = await make(event, "attendees");
    expect(parts).toBe(3);
    expect(lines.map((line) => Number(line.Number))).toEqual(Array.from({ length: 1200 }, (_, index) => index + 1));
  });

  it("none yet are a heading and nothing else", async () => {
    const { text } = await make(await makeEvent(world, tenant), "attendees");
    expect(text).toMatch(/^"Number","Name","Email".*\r\n$/);
  });

  it("with names that would be formulas are harmless texts", async () => {
    const event = await makeEvent(world, tenant);
    const names = ['=HYPERLINK("https://evil.example","Click")', "+1 guest", "-Ana", "@ana", "＝1+1", 'Ana ",=1+1'];
    await act(world, tenant, admin, (ctx) =>
      issueTickets(ctx, { eventId: event.id, tickets: names.map((name) => ({ name, email: "ana@example.com" })) }),
    );
    const { lines, text } = await make(event, "attendees");
    expect(lines.map((line) => line.Name)).toEqual([...names.slice(0, 5).map((name) => `'${name}`), names[5]]);
    expect(text).not.toMatch(/(^|,)"[=+\-@＝]/m);
  });

  it("carry no code, link or hash", async () => {
    const { event, codes, ticketIds } = await makeNight();
    const { text } = await make(event, "attendees");
    const { link, check } = await secretsOf(world, tenant, ticketIds[0] ?? "");
    for (const secret of [codes[0] ?? "", codes[0]?.slice(3) ?? "", link, check]) expect(text).not.toContain(secret);
  });
});

describe("the scans", () => {
  it("are all there in the order of time, with who scanned, and an undo's reason", async () => {
    const { event, codes, ticketIds } = await makeNight();
    const gate = gateAt(world, tenant, event, admin);
    await gate.confirm(await gate.preview(codes[0] ?? ""));
    world.now = new Date(NOW.getTime() + 60_000);
    await gate.preview(codes[0] ?? "");
    const [admitted] = await owner.rows<{ id: string }>("SELECT check_in_id AS id FROM tickets WHERE id = $1", [
      ticketIds[0],
    ]);
    world.now = new Date(NOW.getTime() + 120_000);
    await act(world, tenant, admin, (ctx) =>
      undoCheckIn(ctx, { checkInId: admitted?.id ?? "", undoId: newId(), reason: "=Wrong guest" }),
    );
    const { lines } = await make(event, "scans");
    expect(lines.map((line) => [line.At, line.Verdict, line.Number, line.Name, line.Person, line.Reason])).toEqual([
      ["2026-09-18T20:00:00+08:00", "ADMITTED", "1", "Guest 1", "Mia Member", ""],
      ["2026-09-18T20:01:00+08:00", "ALREADY_CHECKED_IN", "1", "Guest 1", "Mia Member", ""],
      ["2026-09-18T20:02:00+08:00", "UNDONE", "1", "Guest 1", "Mia Member", "'=Wrong guest"],
    ]);
    expect(lines[0]).toMatchObject({ Direction: "in", Gate: "Main gate", Checkpoint: "Entry", Method: "camera" });
  });

  it("of another event's ticket do not name its holder", async () => {
    const { event } = await makeNight();
    const elsewhere = await makeNight();
    await gateAt(world, tenant, event, admin).preview(elsewhere.codes[0] ?? "");
    const { lines } = await make(event, "scans");
    expect(lines.map((line) => [line.Verdict, line.Number, line.Name])).toEqual([["WRONG_EVENT", "", ""]]);
  });

  it("that come while it is made are left for the next one", async () => {
    const { event, codes } = await makeNight();
    const gate = gateAt(world, tenant, event, admin);
    await gate.confirm(await gate.preview(codes[0] ?? ""));
    const { id } = await start(event, "scans");
    world.now = new Date(NOW.getTime() + 1000);
    await gate.confirm(await gate.preview(codes[1] ?? ""));
    await work(id);
    expect((await download(id)).lines).toHaveLength(1);
  });
});

describe("an export", () => {
  it("is not given out before it is done, and not after its week", async () => {
    const { event } = await makeNight();
    const { id } = await start(event, "attendees");
    await expect(download(id)).rejects.toThrow("WRONG_STATE");
    await work(id);
    await download(id);
    world.now = new Date(NOW.getTime() + 7 * 86_400_000);
    await expect(download(id)).rejects.toThrow("NOT_FOUND");
    const part = { exportId: id, part: 0 };
    await expect(act(world, tenant, admin, (ctx) => getExportPart(ctx, part))).rejects.toThrow("NOT_FOUND");
    expect(await act(world, tenant, admin, (ctx) => listExports(ctx, { eventId: event.id }))).toEqual([]);
  });

  it("asked for twice at once is one", async () => {
    const { event } = await makeNight();
    const first = await start(event, "attendees");
    expect(await start(event, "attendees")).toEqual(first);
    expect(await start(event, "scans")).not.toEqual(first);
    await work(first.id);
    expect(await start(event, "attendees")).not.toEqual(first);
  });

  it("goes on where a worker that died stopped: no part twice, none missing", async () => {
    const event = await makeEvent(world, tenant, { capacity: 1500 });
    for (let n = 0; n < 3; n++) await makeTickets(world, tenant, event, 400);
    const { id } = await start(event, "attendees");
    const [run] = await owner.rows<{ id: string }>("SELECT run_id AS id FROM exports WHERE id = $1", [id]);
    const job = ctxOf(world, tenant, { kind: "job", id: newId(), permissions: [] });
    let chunks = 0;
    const dying = workThrough(job, { runId: run?.id ?? "" }, async (ctx, step) => {
      const written = await writeExportPart(ctx, step);
      if (++chunks === 2) throw new Error("killed");
      return written;
    });
    await expect(dying).rejects.toThrow("killed");
    await work(id);
    expect((await download(id)).lines.map((line) => Number(line.Number))).toEqual(
      Array.from({ length: 1200 }, (_, index) => index + 1),
    );
  });

  it("is listed with who asked for it and how far it is, and its making and downloads are audited", async () => {
    const { event } = await makeNight();
    const { id } = await make(event, "attendees");
    const [listed] = await act(world, tenant, admin, (ctx) => listExports(ctx, { eventId: event.id }));
    expect(listed).toMatchObject({
      id,
      kind: "attendees",
      person: "Mia Member",
      run: { state: "done", done: 3, total: 3 },
    });
    const audited = await owner.rows("SELECT action, actor_id FROM audit_entries WHERE subject_id = $1 ORDER BY id", [
      id,
    ]);
    expect(audited).toEqual(["exports.create", "exports.download"].map((action) => ({ action, actor_id: admin.id })));
  });
});
