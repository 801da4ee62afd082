import { beforeAll, describe, expect, it } from "vitest";
import type { Actor, CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { gateAt, openExit } from "@/lib/testing/gate";
import { act, inRole, type MadeEvent, makeEvent, makeTenant, makeTickets, person, useWorld } from "@/lib/testing/world";
import { issueTickets } from "../tickets/commands/issue-tickets";
import { revokeTicket } from "../tickets/commands/revoke-ticket";
import { searchAtGate } from "./queries";
import { gateSearchInput } from "./schema";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
const staff = person(["gate.scan", "gate.search"]);
let tenant: CtxTenant;
let event: MadeEvent;

const GUESTS: [name: string, email: string][] = [
  ["José Ångström", "jose@example.com"],
  ["Josephine Lim", "jo@example.com"],
  ["100% Real_Name", "real@example.com"],
  ["100 Realxname", "unreal@example.com"],
  ["Back\\Slash", "back@example.com"],
  ["Zoë Adler", "zoe@example.com"],
  ["anna adler", "anna@example.com"],
  ["Émile Adler", "emile@example.com"],
];

const issue = (to: CtxTenant, eventId: string, guests: [string, string][]) =>
  act(world, to, admin, (ctx) =>
    issueTickets(ctx, { eventId, tickets: guests.map(([name, email]) => ({ name, email })) }),
  );
const search = (q: string, by: Actor = staff, eventId: string = event.id) =>
  act(world, tenant, by, (ctx) => searchAtGate(ctx, { eventId, q }));
const names = async (q: string) => (await search(q)).tickets.map((ticket) => ticket.name);
const idOf = async (name: string) => (await search(name)).tickets[0]?.id ?? "";

beforeAll(async () => {
  tenant = await makeTenant(world);
  event = await makeEvent(world, tenant);
  await issue(tenant, event.id, GUESTS);
  const other = await makeEvent(world, tenant);
  await issue(tenant, other.id, [["José Elsewhere", "elsewhere@example.com"]]);
  const stranger = await makeTenant(world);
  await issue(stranger, (await makeEvent(world, stranger)).id, [["José Stranger", "stranger@example.com"]]);
});

describe("searching guests at the gate", () => {
  it("finds by any words of the name in any order, without minding case and accents", async () => {
    expect(await names("jose")).toEqual(["José Ångström", "Josephine Lim"]);
    for (const q of ["JOSÉ ang", "angstrom   jose", "ström jos", "jose\u0301 a\u030ang"])
      expect(await names(q)).toEqual(["José Ångström"]);
    expect(await names("jose lim")).toEqual(["Josephine Lim"]);
    expect(await names("nobody")).toEqual([]);
  });

  it("takes % _ and \\ for what they are", async () => {
    expect(await names("100%")).toEqual(["100% Real_Name"]);
    expect(await names("real_")).toEqual(["100% Real_Name"]);
    expect(await names("k\\s")).toEqual(["Back\\Slash"]);
    for (const q of ["%%", "__", "j%e", "\\\\", "zo_"]) expect(await names(q)).toEqual([]);
  });

  it("finds a number, with or without #, beside the words", async () => {
    expect(await names("#6")).toEqual(["Zoë Adler"]);
    expect(await names("06")).toEqual(["Zoë Adler"]);
    expect(await names("100")).toEqual(["100 Realxname", "100% Real_Name"]);
    for (const q of ["#0", "#999999999", "99999999999999999999", "#6x", "-6"]) expect(await names(q)).toEqual([]);
  });

  it("orders by name as people do, and answers twenty at most", async () => {
    expect(await names("adler")).toEqual(["anna adler", "Émile Adler", "Zoë Adler"]);
    const full = await makeEvent(world, tenant);
    await makeTickets(world, tenant, full, 30);
    expect((await search("guest", staff, full.id)).tickets).toHaveLength(20);
  });

  it("shows name, number and standing, the type only where the event does, and never an email", async () => {
    const [found] = (await search("zoe")).tickets;
    expect(found).toEqual({ id: expect.any(String), name: "Zoë Adler", number: 6, standing: "valid" });
    expect(JSON.stringify(await search("example.com"))).not.toContain("@");
    const shows = await makeEvent(world, tenant, { showTicketType: true });
    await makeTickets(world, tenant, shows, 1);
    expect((await search("guest", staff, shows.id)).tickets[0]).toMatchObject({ type: "General admission" });
  });

  it("says used, left and revoked", async () => {
    const night = await makeEvent(world, tenant);
    const exit = await openExit(world, tenant, night);
    const [guest] = await makeTickets(world, tenant, night, 1);
    const gate = gateAt(world, tenant, night, staff);
    const standing = async () => (await search("guest", staff, night.id)).tickets[0]?.standing;
    const ticketId = guest?.id ?? "";
    await gate.confirm(await gate.preview({ ticketId }));
    expect(await standing()).toBe("used");
    await gate.confirm(await gate.preview({ ticketId }, { checkpointId: exit }));
    expect(await standing()).toBe("left");
    await act(world, tenant, admin, (ctx) => revokeTicket(ctx, { ticketId, reason: "Chargeback" }));
    expect(await standing()).toBe("revoked");
  });

  it("survives whatever is typed, and finds nothing by nothing", async () => {
    for (const q of ["\u0301\u0301", "\u0000\u0000", "' OR 1=1 --", "\ud800a", "🎟️🎟️"])
      expect(await names(q)).toEqual([]);
    for (const q of ["", " a ", "x".repeat(81)])
      expect(gateSearchInput.safeParse({ eventId: event.id, q }).success).toBe(false);
    expect(gateSearchInput.parse({ eventId: event.id, q: "  jo " }).q).toBe("jo");
  });

  it("needs its permission, for this very event; an event of nobody's is not found", async () => {
    const elsewhere = person([{ permission: "gate.search", eventId: newId() }]);
    for (const by of [inRole("STAFF_SCANNER"), elsewhere])
      await expect(search("jose", by)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(search("jose", staff, newId())).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a ticket found by search", () => {
  it("is admitted without its code, and that is recorded", async () => {
    const gate = gateAt(world, tenant, event, staff);
    const ticketId = await idOf("anna");
    const preview = await gate.preview({ ticketId }, { method: "camera" });
    expect(preview).toMatchObject({ verdict: "READY", direction: "in", ticket: { name: "anna adler" } });
    expect((await gate.confirm(preview)).verdict).toBe("ADMITTED");
    expect((await gate.preview({ ticketId })).verdict).toBe("ALREADY_CHECKED_IN");
    const scans = await act(world, tenant, admin, ({ db }) => db.scan.findMany({ where: { ticketId } }));
    expect(scans.map((scan) => [scan.method, scan.codeHash])).toEqual(Array(2).fill(["search", null]));
  });

  it("needs the permission to search", async () => {
    const ticketId = await idOf("zoe");
    const gate = gateAt(world, tenant, event, person(["gate.scan", "gate.type"]));
    await expect(gate.preview({ ticketId })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("of another event is WRONG_EVENT; of another organization, or of nobody, INVALID alike", async () => {
    const gate = gateAt(world, tenant, event, staff);
    const elsewhere = await makeEvent(world, tenant);
    const [other] = await makeTickets(world, tenant, elsewhere, 1);
    expect(await gate.preview({ ticketId: other?.id ?? "" })).toEqual({ verdict: "WRONG_EVENT" });
    const stranger = await makeTenant(world);
    const [theirs] = await makeTickets(world, stranger, await makeEvent(world, stranger), 1);
    const answers = [await gate.preview({ ticketId: theirs?.id ?? "" }), await gate.preview({ ticketId: newId() })];
    expect(answers.map((answer) => JSON.stringify(answer))).toEqual(Array(2).fill('{"verdict":"INVALID"}'));
  });
});
