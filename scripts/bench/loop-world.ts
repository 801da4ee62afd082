import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Client } from "pg";
import { z } from "zod";
import { signIn } from "@/lib/domain/accounts/commands";
import { createApiKey } from "@/lib/domain/api-keys/commands";
import { moveEvent } from "@/lib/domain/events/commands";
import { createEventWithType } from "@/lib/domain/ticket-types/commands";
import { asOperator, operatorCtx } from "@/lib/entry/operator";
import { ensureMember } from "@/lib/entry/people";
import { encodeSession, sessionCookieName } from "@/lib/entry/session-cookie";
import { fillEvent } from "@/lib/testing/bulk-tickets";
import { reopenDatabase } from "./database";
import { tidyLater } from "./tidy";
import { type BenchWorld, makeBenchWorld } from "./world";

const KEYS = 24;
const held = z.object({ longestMs: z.number(), busiestMs: z.number() });

/** A server whose event loop is watched, an organizer's session and key for it, and two events: one for lists, a full one. */
export type LoopWorld = BenchWorld & {
  /**
   * The longest that its event loop was held since this was last asked, in milliseconds: by the clock, and by the processor's
   * time, which other programs of the machine do not lengthen.
   */
  longestHold: () => Promise<z.infer<typeof held>>;
  /** Several, so that no limit by caller stands between a flood and what it is to flood. */
  apiKeys: string[];
  cookie: string;
  listEventId: string;
  fullEventId: string;
};

/** Starts everything; `full` is how many tickets the full event has. */
export async function makeLoopWorld(size: { tickets: number; full: number }): Promise<LoopWorld> {
  const directory = await mkdtemp(path.join(tmpdir(), "usher-loop-"));
  tidyLater(() => rm(directory, { recursive: true, force: true }));
  const socket = path.join(directory, "probe");
  const probe = pathToFileURL(path.resolve("scripts/bench/loop-probe.mjs")).href;
  const world = await makeBenchWorld({
    tickets: size.tickets,
    callers: 8,
    worker: "on",
    // Addresses that floods are said to come from are believed.
    env: { NODE_OPTIONS: `--import=${probe}`, USHER_LOOP_PROBE: socket, USHER_TRUSTED_PROXIES: "127.0.0.1" },
  });
  const desk = await makeDesk(world, size.full);
  return { ...world, ...desk, longestHold: () => askProbe(socket) };
}

async function makeDesk({ tenant, database: place }: BenchWorld, full: number) {
  const database = reopenDatabase();
  const makeEvent = (name: string) =>
    asOperator("bench.loop", tenant, async (ctx) => {
      const day = 86_400_000;
      const times = { startsAt: new Date(Date.now() - day), endsAt: new Date(Date.now() + day) };
      const event = { name, timeZone: "UTC", ...times, capacity: 500_000, showTicketType: false };
      const { id: eventId } = await createEventWithType(ctx, event);
      await moveEvent(ctx, { eventId, move: "publish" });
      return eventId;
    });
  const [listEventId, fullEventId] = [await makeEvent("List"), await makeEvent("Full")];
  const apiKeys: string[] = [];
  for (let n = 0; n < KEYS; n += 1) {
    const made = await asOperator("bench.loop", tenant, (ctx) =>
      createApiKey(ctx, { name: `Loop ${n}`, permissions: ["tickets.issue"] }),
    );
    apiKeys.push(made.secret);
  }
  const person = await ensureMember(tenant, { name: "Desk", email: "desk@example.com", role: "TENANT_ADMIN" });
  const session = await signIn({ ...operatorCtx(), actor: { kind: "public" } }, person);
  const token = await encodeSession({ sub: session.userId, sid: session.secret });
  await database.close();
  const admin = new Client({ connectionString: place.adminUrl });
  await admin.connect();
  await fillEvent(admin, { id: fullEventId, keyId: "bench" }, { total: full, real: 1 });
  await admin.end();
  return { listEventId, fullEventId, apiKeys, cookie: `${sessionCookieName()}=${token}` };
}

function askProbe(socket: string): Promise<z.infer<typeof held>> {
  return new Promise((done, fail) => {
    let text = "";
    connect(socket)
      .on("data", (chunk) => (text += String(chunk)))
      .once("error", fail)
      .once("end", () => done(held.parse(JSON.parse(text))));
  });
}
