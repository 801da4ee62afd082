import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Ctx } from "@/lib/core/ctx";
import { type Database, openDatabase, setDatabase } from "@/lib/core/db/database";
import { newId } from "@/lib/core/ids";
import { resetLimiters } from "@/lib/core/rate-limit";
import { confirmScan } from "@/lib/domain/check-in/commands/confirm-scan";
import { confirmInput } from "@/lib/domain/check-in/schema";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import { useLogLines } from "@/lib/testing/log-lines";
import { useOwner } from "@/lib/testing/owner";
import { type Populated, populate } from "@/lib/testing/populated";
import { useSettings } from "@/lib/testing/settings";
import { useWorld } from "@/lib/testing/world";
import { apiKeyCaller } from "./caller";
import { defineRoute } from "./route";

const world = useWorld();
const owner = useOwner(world);
useSettings();
let one: Populated;
const lines = useLogLines();

beforeAll(async () => {
  world.now = new Date();
  one = await populate(world);
});
beforeEach(() => {
  resetLimiters();
});

/** A door of the API with nothing behind it but the fault. */
function probe(run: (ctx: Ctx) => Promise<unknown>, transaction: "one" | "none") {
  const input = z.object({ text: z.string().max(20).optional() });
  const callers = ["api-key"] as const;
  return defineRoute({ name: "faults", method: "POST", callers, input, transaction, limit: "api", run });
}

async function meet(run: (ctx: Ctx) => Promise<unknown>, transaction: "one" | "none" = "one", sent: object = {}) {
  return ask(probe(run, transaction), sent);
}

async function ask(door: ReturnType<typeof defineRoute>, sent: object) {
  const headers = { authorization: `Bearer ${one.apiKey.secret}`, "content-type": "application/json" };
  const request = new Request("http://usher.test/api", { method: "POST", headers, body: JSON.stringify(sent) });
  const response = await door(request, { params: Promise.resolve({}) });
  const body = await response.json();
  return {
    status: response.status,
    code: body?.code,
    fields: body?.fields,
    verdict: body?.verdict,
    headers: response.headers,
  };
}

const INTERNAL = { status: 500, code: "INTERNAL" };
const UNAVAILABLE = { status: 503, code: "UNAVAILABLE" };

describe("what went wrong behind the door", () => {
  const broken = z.object({ id: z.uuid() });
  const faults: [string, (ctx: Ctx) => Promise<unknown>][] = [
    ["a row that is not as its schema says", async () => broken.parse({ id: "none" })],
    ["a value that the database cannot read", (ctx) => ctx.db.$queryRaw`SELECT ${"x"}::text::uuid`],
    ["a text that the database cannot hold", (ctx) => ctx.db.event.findFirst({ where: { name: "a\0b" } })],
    ["a unique key that nobody expected to meet", (ctx) => makeGateTwice(ctx)],
  ];
  it.each(faults)("%s is ours: 500, with its stack in the log and nothing of its message", async (_name, run) => {
    expect(await meet(run)).toMatchObject({ ...INTERNAL, fields: undefined });
    expect(lines).toEqual([expect.objectContaining({ level: 50, refusal: "INTERNAL" })]);
    expect(lines[0]?.stack).toContain("lib/entry/route.ts");
    expect(JSON.stringify(lines)).not.toMatch(/invalid|duplicate|Invalid/);
  });

  it("only what came in is the sender's fault", async () => {
    const refused = await meet(async () => null, "none", { text: "x".repeat(21) });
    expect(refused).toMatchObject({ status: 400, code: "VALIDATION_FAILED", fields: { text: expect.any(String) } });
    expect(lines).toEqual([expect.objectContaining({ level: 30, refusal: "VALIDATION_FAILED" })]);
  });

  it.each(["a\0b", "a\ud800b"])("a text that cannot be kept is refused at the door, by its field: %j", async (text) => {
    const refused = await meet(async () => null, "none", { text });
    expect(refused).toMatchObject({ status: 400, code: "VALIDATION_FAILED" });
    expect(refused.fields).toEqual({ text: "This holds a character that cannot be kept. Type it again." });
    const deep = await meet(async () => null, "none", { list: [{ name: text }] });
    expect(Object.keys(deep.fields)).toEqual(["list.0.name"]);
    expect(await meet(async () => null, "none", { [text]: 1 })).toMatchObject({ status: 400 });
    const organization = await meet(async () => null, "none", { organization: text });
    expect([400, 403, 404]).toContain(organization.status);
  });

  it("a body that breaks off is no failure of ours", async () => {
    const door = probe(async () => null, "none");
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"text":')),
      pull: (controller) => controller.error(new Error("aborted")),
    });
    const headers = { authorization: `Bearer ${one.apiKey.secret}`, "content-type": "application/json" };
    const init = { method: "POST", headers, body, duplex: "half" } as const;
    expect((await door(new Request("http://usher.test/api", init), { params: Promise.resolve({}) })).status).toBe(400);
    expect(lines).toEqual([expect.objectContaining({ level: 30, refusal: "VALIDATION_FAILED" })]);
  });

  it("a body that is nested without end is refused like any other", async () => {
    const depth = 50_000;
    const door = probe(async () => null, "none");
    const headers = { authorization: `Bearer ${one.apiKey.secret}`, "content-type": "application/json" };
    const body = `{"text":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    const request = new Request("http://usher.test/api", { method: "POST", headers, body });
    expect((await door(request, { params: Promise.resolve({}) })).status).toBe(400);
  });
});

describe("a database that cannot answer now", () => {
  const passing: [string, (ctx: Ctx) => Promise<unknown>][] = [
    [
      "a statement that took too long (57014)",
      async ({ db }) => {
        await db.$executeRaw`SET LOCAL statement_timeout = 50`;
        await db.$queryRaw`SELECT pg_sleep(5)::text`;
      },
    ],
    [
      "a transaction that was left idle (25P03)",
      async ({ db }) => {
        await db.$executeRaw`SET LOCAL idle_in_transaction_session_timeout = 50`;
        const [{ pid } = { pid: 0 }] = await db.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
        await untilGone(pid);
        await db.event.count();
      },
    ],
    ["a connection that was cut between two statements", (ctx) => cutOff(ctx).then(() => ctx.db.event.count())],
    ["a connection that was cut before the commit", (ctx) => cutOff(ctx)],
    [
      "a connection that was cut in a statement (57P01)",
      async ({ db }) => {
        const [{ pid } = { pid: 0 }] = await db.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
        const slow = db.$queryRaw`SELECT pg_sleep(20)::text`.then(String);
        // It fails before it is awaited below.
        slow.catch(() => undefined);
        await untilAsleep(pid);
        await owner.rows("SELECT pg_terminate_backend($1)", [pid]);
        await slow;
      },
    ],
  ];
  it.each(passing)("%s answers 503 with a time to come again", async (_name, run) => {
    const answer = await meet(run);
    expect(answer).toMatchObject(UNAVAILABLE);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(lines).toEqual([expect.objectContaining({ level: 50, refusal: "UNAVAILABLE" })]);
  });

  it("a deadlock answers 503 to the one that was chosen, and the other goes on", async () => {
    const [first, second] = [newId(), newId()];
    const both = [first, second].map((id) => ({ id, key: id, name: "Role" }));
    const rows = both.map((role) => ({ ...role, tenantId: one.tenant.id, permissions: [], createdAt: world.now }));
    await meet((ctx) => ctx.db.role.createMany({ data: rows }));
    let arrived = 0;
    const crossing =
      (ids: string[]) =>
      async ({ db }: Ctx) => {
        const rename = (id: string) => db.role.updateMany({ where: { id }, data: { name: "Renamed" } });
        await rename(ids[0] ?? "");
        arrived += 1;
        while (arrived < 2) await sleep(5);
        await rename(ids[1] ?? "");
        return null;
      };
    const answers = await Promise.all([meet(crossing([first, second])), meet(crossing([second, first]))]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 503]);
    expect(answers.find(({ status }) => status === 503)).toMatchObject(UNAVAILABLE);
  });

  it("a server or a pool without a free connection answers 503", async () => {
    const { actor, tenant } = await apiKeyCaller(one.apiKey.secret, world.now);
    expect([actor.kind, tenant.id]).toEqual(["api-key", one.tenant.id]);
    const small = openDatabase(world.test.url, 1);
    // The caller is known by a connection that stands; the work finds none.
    const withPools = async (pools: Partial<Database>, run: (ctx: Ctx) => Promise<unknown>, way: "one" | "none") => {
      setDatabase({ ...world.db, ...pools });
      return meet(run, way).finally(() => setDatabase(world.db));
    };
    const held = await Promise.all(Array.from({ length: 8 }, () => small.gatePool.connect()));
    const heldTenant = await small.tenantPool.connect();
    const { tenantClient, gatePool } = small;
    const look = (ctx: Ctx) =>
      ctx.call({ name: "probe", sql: "SELECT to_jsonb($1::uuid) AS result", row: (row) => row }, []);
    const full = await Promise.all([
      withPools({ tenantClient, gatePool }, (ctx) => ctx.db.event.count(), "one"),
      withPools({ tenantClient, gatePool }, look, "none"),
    ]);
    expect(full).toMatchObject([UNAVAILABLE, UNAVAILABLE]);
    for (const client of [...held, heldTenant]) client.release(true);
    const database = `"${world.test.name}"`;
    await owner.rows(`ALTER DATABASE ${database} CONNECTION LIMIT 0`);
    try {
      // 53300: the server itself takes no more.
      expect(await withPools({ tenantClient }, (ctx) => ctx.db.event.count(), "one")).toMatchObject(UNAVAILABLE);
    } finally {
      await owner.rows(`ALTER DATABASE ${database} CONNECTION LIMIT -1`);
      await small.close();
    }
  });
});

describe("an admission whose answer was lost behind its commit", () => {
  it("is never told as refused, and the same scan id gets its record", async () => {
    const gate = gateAt(world, one.tenant, one.event, {
      kind: "api-key",
      id: one.apiKey.id,
      permissions: [{ permission: "*" }],
    });
    const { code } = await secretsOf(world, one.tenant, one.ticketIds[2] ?? "");
    const { previewToken } = await gate.preview(code);
    const sent = { previewToken, scanId: newId(), deviceId: gate.deviceId };
    const door = defineRoute({
      name: "gate.confirm",
      method: "POST",
      callers: ["api-key"],
      input: confirmInput,
      transaction: "none",
      limit: "gatePrincipal",
      run: confirmScan,
    });
    const whole = await breakAnswers();
    const lost = await ask(door, sent);
    expect(lost).toMatchObject(INTERNAL);
    const [scan] = await owner.rows("SELECT verdict::text FROM scans WHERE id = $1", [sent.scanId]);
    expect(scan).toEqual({ verdict: "ADMITTED" });
    await whole();
    expect(await ask(door, sent)).toMatchObject({ status: 200, verdict: "ADMITTED" });
  });
});

/** Lets the gate's function answer, behind its work, what its schema does not know; answers how to make it whole again. */
async function breakAnswers(): Promise<() => Promise<unknown>> {
  const [found] = await owner.rows<{ source: string; args: string; body: string }>(
    `SELECT pg_get_functiondef(p.oid) AS source, pg_get_function_identity_arguments(p.oid) AS args, '' AS body
     FROM pg_proc p WHERE p.proname = 'gate_admit'`,
  );
  if (!found) throw new Error("There is no gate_admit.");
  const names = found.args.split(", ").map((argument) => argument.split(" ")[0]);
  const types = found.args.split(", ").map((argument) => argument.split(" ").slice(1).join(" "));
  await owner.rows(`ALTER FUNCTION gate_admit(${types.join(", ")}) RENAME TO gate_admit_whole`);
  await owner.rows(`CREATE FUNCTION gate_admit(${found.args}) RETURNS jsonb LANGUAGE sql AS $$
    SELECT to_jsonb(gate_admit_whole(${names.join(", ")})) || '{"expired": "perhaps"}' $$`);
  return async () => {
    await owner.rows(`DROP FUNCTION gate_admit(${types.join(", ")})`);
    await owner.rows(`ALTER FUNCTION gate_admit_whole(${types.join(", ")}) RENAME TO gate_admit`);
  };
}

async function makeGateTwice({ db, tenant }: Ctx): Promise<void> {
  const gate = { tenantId: tenant.id, id: newId(), eventId: one.event.id, name: "Twice", createdAt: world.now };
  await db.gate.create({ data: gate });
  await db.gate.create({ data: gate });
}

async function cutOff({ db }: Ctx): Promise<null> {
  const [{ pid } = { pid: 0 }] = await db.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
  await owner.rows("SELECT pg_terminate_backend($1)", [pid]);
  await untilGone(pid);
  return null;
}

/** Until the server has let a backend go, and this process has had the time to hear of it. */
async function untilGone(pid: number): Promise<void> {
  while ((await owner.rows("SELECT FROM pg_stat_activity WHERE pid = $1", [pid])).length > 0) await sleep(10);
  await sleep(50);
}

async function untilAsleep(pid: number): Promise<void> {
  const asleep = "SELECT FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'PgSleep'";
  while ((await owner.rows(asleep, [pid])).length === 0) await sleep(10);
}
