import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { KeyRing, setKeyRing } from "@/lib/core/keys";
import { type MailServer, startMailServer } from "@/lib/testing/mail-server";
import { useOwner } from "@/lib/testing/owner";
import { setSettings, useSettings } from "@/lib/testing/settings";
import { act, inRole, makeEvent, makeTenant, makeTickets, testKey, useWorld } from "@/lib/testing/world";
import { startWorker, type Worker } from "./worker";

const world = useWorld();
const owner = useOwner(world);
useSettings();
const admin = inRole("TENANT_ADMIN");
const key = testKey("t1");
let mail: MailServer;
let other: ReturnType<typeof spawn> | null = null;
let worker: Worker | null = null;

beforeEach(async () => {
  mail = await startMailServer();
  setKeyRing(new KeyRing([key]));
});
afterEach(async () => {
  other?.kill("SIGKILL");
  await worker?.stop();
  await mail.close();
});

/** `npm run worker`, as a process of its own. */
function startOther() {
  return spawn(process.execPath, ["--import", path.resolve("node_modules/tsx/dist/loader.mjs"), "scripts/worker.ts"], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      TSX_TSCONFIG_PATH: "tsconfig.node.json",
      DATABASE_URL: world.test.url,
      USHER_KEYS: `${key.id}:${key.secret}`,
      USHER_ORIGIN: "http://usher.test",
      SMTP_URL: mail.url,
      LOG_LEVEL: "silent",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
}
const untilIs = (check: () => Promise<void> | void, timeout = 60_000) => vi.waitFor(check, { timeout, interval: 100 });

it("emails that a killed worker had claimed are sent by another within a minute, and those it was sending may have arrived", async () => {
  const tenant = await makeTenant(world);
  await makeTickets(world, tenant, await makeEvent(world, tenant), 60);
  mail.troubles.push({ at: "held" }, { at: "held" }, { at: "held" }, { at: "held" });
  other = startOther();
  await untilIs(() => expect(mail.held()).toBe(4));
  other.kill("SIGKILL");
  await once(other, "exit");
  const claimed = await owner.rows<{ seconds: number }>(
    "SELECT heartbeat_seconds AS seconds FROM pgboss.job WHERE state = 'active'",
  );
  expect(claimed.length).toBeGreaterThanOrEqual(4);
  expect(claimed.length).toBeLessThanOrEqual(20);
  expect(new Set(claimed.map(({ seconds }) => seconds))).toEqual(new Set([30]));
  // The half minute without a sign of life is over.
  await owner.rows("UPDATE pgboss.job SET heartbeat_on = heartbeat_on - interval '30 seconds' WHERE state = 'active'");

  setSettings({ SMTP_URL: mail.url });
  worker = await startWorker();
  const messages = () =>
    act(world, tenant, admin, ({ db }) => db.message.findMany({ select: { state: true, mayHaveArrived: true } }));
  await untilIs(async () => expect((await messages()).every(({ state }) => state === "sent")).toBe(true), 120_000);
  expect((await messages()).filter(({ mayHaveArrived }) => mayHaveArrived)).toHaveLength(4);
  expect(mail.received).toHaveLength(60);
}, 200_000);
