import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import {
  databasePid,
  destroyDatabase,
  isDatabaseRunning,
  type ServerProcess,
  untilServing,
} from "@/lib/testing/server-process";
import { expect, test } from "./support/fixtures";
import { callGate } from "./support/gate-calls";
import { besideTheFirst, demoOf, launch } from "./support/second-server";
import { beginRequest } from "./support/slow-request";
import { untilDeaf } from "./support/until-deaf";
import { loadWorld, type World } from "./support/world";

const DEVICE = randomUUID();

test.describe("with a database of its own", () => {
  let dataDirectory: string;
  let server: ServerProcess | undefined;
  test.beforeAll(() => {
    dataDirectory = path.join(loadWorld().directory, "of-its-own");
  });
  test.afterEach(async () => {
    if (server && !server.hasEnded()) server.signalGroup("SIGKILL");
    await server?.ended;
  });
  test.afterAll(() => destroyDatabase(dataDirectory));

  const start = async (world: World, npmScript?: "start") => {
    server = await untilServing(await launch(world, { USHER_DATA_DIR: dataDirectory }, { npmScript }));
    return server;
  };
  /** A look at a ticket, which admits nobody. */
  const look = () => {
    const { apiKey, eventId, tickets } = demoOf(dataDirectory);
    const body = { eventId, code: tickets[0]?.code, device: { id: DEVICE, label: "Spec" } };
    return { caller: { origin: server?.origin ?? "", apiKey }, body };
  };

  /** To the whole group, as a terminal sends it: the request under way ends, then the database, and the process with 0. */
  const endsCleanly = async (signal: NodeJS.Signals) => {
    const running = server as ServerProcess;
    const { caller, body } = look();
    const slow = await beginRequest(caller, "/api/gate/preview", body);
    running.signalGroup(signal);
    await untilDeaf(running);
    expect((await slow.finish()).status).toBe(200);
    expect(await running.ended).toBe(0);
    await expectNothingLeft();
  };
  const expectNothingLeft = async () => {
    expect(await isDatabaseRunning(dataDirectory)).toBe(false);
    expect(existsSync(path.join(dataDirectory, "lock"))).toBe(false);
  };

  test("that is killed, it starts it again; until then it says so, and does not flood its log", async ({ world }) => {
    test.setTimeout(240_000);
    const { output } = await start(world);
    const { caller, body } = look();
    expect((await callGate(caller, "preview", body)).status).toBe(200);
    const before = output().length;
    process.kill((await databasePid(dataDirectory)) ?? 0, "SIGKILL");
    const statuses: number[] = [];
    await expect(async () => {
      statuses.push((await callGate(caller, "preview", body)).status);
      expect(statuses.slice(-1)).toEqual([200]);
      expect(statuses).toContain(503);
    }).toPass({ timeout: 120_000, intervals: [50] });
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    const ready = () => fetch(`${caller.origin.replace("localhost", "127.0.0.1")}/api/health/ready`);
    await expect.poll(async () => (await ready()).status, { timeout: 60_000 }).toBe(200);
    const said = () => output().slice(before);
    await expect.poll(said, { timeout: 60_000 }).toMatch(/"part":"embedded PostgreSQL".*"works again"/);
    const lines = said()
      .split("\n")
      .filter((line) => line.includes('"part":'));
    // Four parts, each stops and works again.
    expect(lines.length).toBeLessThanOrEqual(12);
    await endsCleanly("SIGINT");
  });

  test("started by npm, it ends as cleanly when its launcher passes the signal on", async ({ world }) => {
    test.setTimeout(240_000);
    await start(world, "start");
    await endsCleanly("SIGTERM");
  });

  test("somebody impatient cuts requests, and still leaves neither database nor lock behind", async ({ world }) => {
    test.setTimeout(240_000);
    const running = await start(world);
    const { caller, body } = look();
    const slow = await beginRequest(caller, "/api/gate/preview", body);
    running.signalGroup("SIGINT");
    await untilDeaf(running);
    // Until the echo of the first is over, as long as the server takes it for one.
    await expect(async () => {
      if (!running.hasEnded()) running.signalGroup("SIGINT");
      expect(running.hasEnded()).toBe(true);
    }).toPass({ timeout: 60_000, intervals: [2500, 20_000, 20_000] });
    expect(await running.ended).toBe(1);
    await expect(slow.finish()).rejects.toThrow();
    await expectNothingLeft();
  });
});

test("the worker, by npm, ends with 0 when its whole group is told to", async ({ world }) => {
  const worker = await launch(world, besideTheFirst(world), { npmScript: "worker" });
  try {
    await expect.poll(worker.output, { timeout: 60_000 }).toContain("The worker is running.");
    worker.signalGroup("SIGTERM");
    expect(await worker.ended).toBe(0);
  } finally {
    if (!worker.hasEnded()) worker.signalGroup("SIGKILL");
  }
});
