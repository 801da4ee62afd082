import { randomUUID } from "node:crypto";
import path from "node:path";
import pg from "pg";
import { v7 as newId } from "uuid";
import { destroyDatabase, isDatabaseRunning, type ServerProcess, untilServing } from "@/lib/testing/server-process";
import { admissionsOf, scansOf } from "./support/database";
import { expect, test } from "./support/fixtures";
import { callGate, type KeyCaller, previewToken } from "./support/gate-calls";
import { besideTheFirst, demoOf, launch } from "./support/second-server";
import { beginRequest } from "./support/slow-request";
import { untilDeaf } from "./support/until-deaf";
import { demoTicket, loadWorld, type World } from "./support/world";

const DEVICES = Array.from({ length: 5 }, () => randomUUID());

const turn = <T>(of: readonly T[], at: number): T => of[at % of.length] as T;

test.describe("two processes on one database", () => {
  let second: ServerProcess;

  test.beforeAll(async () => {
    const world = loadWorld();
    second = await untilServing(await launch(world, besideTheFirst(world)));
  });
  test.afterAll(async () => {
    if (second && !second.hasEnded()) second.signalGroup("SIGKILL");
    await second?.ended;
  });

  const callers = ({ origin, demo: { apiKey } }: World): KeyCaller[] =>
    [origin, second.origin].map((each) => ({ origin: each, apiKey }));

  test("fifty confirms of one ticket, by five devices through both: exactly one admits", async ({ world }) => {
    const { code } = demoTicket(world, 100);
    const tries = await Promise.all(
      Array.from({ length: 50 }, async (_, at) => {
        const [caller, deviceId] = [turn(callers(world), at), turn(DEVICES, at)];
        return {
          caller: turn(callers(world), at + 1),
          deviceId,
          token: await previewToken(caller, { eventId: world.demo.event.id, code, deviceId }),
        };
      }),
    );
    const answers = await Promise.all(
      tries.map(({ caller, deviceId, token }) =>
        callGate(caller, "confirm", { previewToken: token, scanId: newId(), deviceId }),
      ),
    );
    const verdicts = answers.map(({ status, body }) => `${status} ${body.verdict}`);
    expect(verdicts.filter((verdict) => verdict === "200 ADMITTED")).toHaveLength(1);
    expect(verdicts.filter((verdict) => verdict === "200 ALREADY_CHECKED_IN")).toHaveLength(49);
    expect(await admissionsOf(world, world.demo.event.id, 100)).toBe(1);
  });

  test("the same scan fifty times through both: the same answer, and one row", async ({ world }) => {
    const [scanId, deviceId] = [newId(), turn(DEVICES, 0)];
    const token = await previewToken(turn(callers(world), 0), {
      eventId: world.demo.event.id,
      code: demoTicket(world, 101).code,
      deviceId,
    });
    const body = { previewToken: token, scanId, deviceId };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) => callGate(turn(callers(world), at), "confirm", body)),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.body.verdict).toBe("ADMITTED");
    expect(await scansOf(world, world.demo.event.id, 101)).toEqual([{ id: scanId, verdict: "ADMITTED" }]);
  });

  test("a stop lets the request under way end, and takes no new one", async ({ world }) => {
    const { code } = demoTicket(world, 102);
    const [caller, deviceId] = [turn(callers(world), 1), turn(DEVICES, 1)];
    const token = await previewToken(caller, { eventId: world.demo.event.id, code, deviceId });
    const confirm = { previewToken: token, scanId: newId(), deviceId };
    const slow = await beginRequest(caller, "/api/gate/confirm", confirm);
    second.signal("SIGTERM");
    await untilDeaf(second);
    expect(second.hasEnded()).toBe(false);
    expect((await slow.finish()).text).toContain('"ADMITTED"');
    // Connections that a proxy keeps open for more must not hold the process back: the test would run out of time.
    expect(await second.ended).toBe(0);
  });
});

test("killed in the middle of admissions, a start on the same data directory finds every one that was answered", async ({
  world,
}) => {
  const dataDirectory = path.join(world.directory, "killed");
  const env = { USHER_DATA_DIR: dataDirectory, WORKER: "off" };
  let server = await untilServing(await launch(world, env));
  try {
    const demo = demoOf(dataDirectory);
    const caller = { origin: server.origin, apiKey: demo.apiKey };
    const answered: number[] = [];
    const admit = async (ticket: { number: number; code: string }) => {
      const deviceId = randomUUID();
      const token = await previewToken(caller, { eventId: demo.eventId, code: ticket.code, deviceId });
      const { body } = await callGate(caller, "confirm", { previewToken: token, scanId: newId(), deviceId });
      if (body.verdict === "ADMITTED") answered.push(ticket.number);
      if (answered.length === 20) server.signal("SIGKILL");
    };
    await Promise.allSettled(demo.tickets.slice(0, 60).map(admit));
    expect(await server.ended).toBe("SIGKILL");
    expect(answered.length).toBeGreaterThanOrEqual(20);
    expect(await isDatabaseRunning(dataDirectory)).toBe(true);

    server = await untilServing(await launch(world, env));
    const again = demoOf(dataDirectory);
    expect(again.apiKey).toBe(demo.apiKey);
    for (const number of answered) {
      const code = again.tickets.find((ticket) => ticket.number === number)?.code;
      const { body } = await callGate({ origin: server.origin, apiKey: again.apiKey }, "preview", {
        eventId: demo.eventId,
        code,
        device: { id: randomUUID(), label: "Spec" },
      });
      expect([number, body.verdict]).toEqual([number, "ALREADY_CHECKED_IN"]);
    }

    const other = await launch(world, env);
    expect(await other.ended).toBe(1);
    expect(other.output()).toMatch(/Usher did not start: .*(process|already|use)/i);
    expect(other.output()).toContain(String(server.pid));

    server.signal("SIGTERM");
    expect(await server.ended).toBe(0);
    expect(await isDatabaseRunning(dataDirectory)).toBe(false);
  } finally {
    if (!server.hasEnded()) server.signalGroup("SIGKILL");
    await server.ended;
    await destroyDatabase(dataDirectory);
  }
});

test("asked to end, npm passes it on, and leaves nobody at the port", async ({ world }) => {
  const server = await untilServing(await launch(world, besideTheFirst(world), { npmScript: "start" }));
  server.signal("SIGTERM");
  await server.ended;
  const answer = () => fetch(`${server.origin}/api/health/live`).catch(() => null);
  await expect.poll(answer, { timeout: 15_000 }).toBeNull();
});

test.describe("a start that cannot be says why, and ends with 1", () => {
  const refusals: [string, (world: World) => Promise<{ env: Record<string, string>; port?: number }>, RegExp][] = [
    [
      "a port that is taken",
      async (world) => ({ env: besideTheFirst(world), port: Number(new URL(world.origin).port) }),
      /port \d+ is in use/,
    ],
    [
      "an address that this machine has not",
      async (world) => ({ env: { ...besideTheFirst(world), HOST: "192.0.2.1" } }),
      /HOST: this machine has no such address/,
    ],
    [
      "migrations that wait",
      async (world) => ({ env: { ...besideTheFirst(world), ...ownerAlone(await emptyDatabase(world)) } }),
      /npm run db:migrate/,
    ],
    [
      "no key",
      async (world) => ({ env: { ...besideTheFirst(world), USHER_KEYS: "" } }),
      /USHER_KEYS is not set.*npm run keys/,
    ],
    [
      "another key",
      async (world) => ({ env: { ...besideTheFirst(world), USHER_KEYS: `other:${"A".repeat(43)}=` } }),
      /USHER_KEYS lacks the key k1/,
    ],
    [
      "a key that is none",
      async (world) => ({ env: { ...besideTheFirst(world), USHER_KEYS: "hunter2hunter2" } }),
      /USHER_KEYS: /,
    ],
    [
      "a wrong word for the worker",
      async (world) => ({ env: { ...besideTheFirst(world), WORKER: "sometimes" } }),
      /WORKER: /,
    ],
    [
      "a wrong mail address",
      async (world) => ({ env: { ...besideTheFirst(world), SMTP_URL: "http://hunter2@mail" } }),
      /SMTP_URL: must start with smtp/,
    ],
    [
      "a database that does not answer",
      async (world) => ({
        env: { ...besideTheFirst(world), ...ownerAlone("postgres://usher:hunter2@127.0.0.1:1/usher") },
      }),
      /Usher did not start: /,
    ],
  ];
  for (const [what, settings, words] of refusals) {
    test(what, async ({ world }) => {
      const { env, port } = await settings(world);
      const server = await launch(world, env, { port });
      await expect
        .poll(server.hasEnded, { timeout: 50_000 })
        .toBe(true)
        .catch(() => server.signalGroup("SIGKILL"));
      expect([await server.ended, server.output()]).toEqual([1, expect.stringMatching(words)]);
      // Whatever the value was, it may have been a secret.
      expect(server.output()).not.toContain("hunter2");
    });
  }
});

/** One address for everything, without logins. */
function ownerAlone(url: string): Record<string, string> {
  return { DATABASE_URL: url, DATABASE_GATE_URL: "", DATABASE_SYSTEM_URL: "" };
}

async function emptyDatabase(world: World): Promise<string> {
  const client = new pg.Client({ connectionString: world.database.adminUrl });
  await client.connect();
  await client.query("CREATE DATABASE nothing_in_it OWNER usher");
  await client.end();
  const url = new URL(world.database.url);
  url.pathname = "/nothing_in_it";
  return url.href;
}
