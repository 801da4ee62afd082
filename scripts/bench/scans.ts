import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { newId } from "@/lib/core/ids";
import { previewOf, turn } from "./calls";
import { type Received, type Sent, send } from "./load";
import type { Night } from "./world";

const PAUSE_MS = 200;
/** How long somebody asks again before we call it lost. */
const PATIENCE_MS = 90_000;

const answer = z.looseObject({ verdict: z.string().optional(), previewToken: z.string().optional() });

/** One reading of a code on one device, from the look to the end. */
export type Scan = {
  code: string;
  caller: number;
  scanId: string;
  /** Which process it asks first; the other where that does not answer. */
  process: number;
  /** The confirm as it was sent, again and again. */
  confirm: Sent | null;
  /** What it was told in the end: the whole answer, as text. */
  told: string | null;
  verdict: string | null;
  /** Confirms that were sent and never answered. */
  unanswered: number;
  /** When the last of those was given up. */
  lastUnansweredAt: number;
  /** From when it was due until it was told, less what the person took. */
  ms: number;
};

/** The processes that scans are sent to, and after how long without an answer to ask another. */
export type Door = { night: Night; addresses: readonly string[]; agent: Agent; timeoutMs: number };

/** A way to all processes that opens so many connections and no more. */
export function openDoor(night: Night, addresses: readonly string[]): Door {
  return { night, addresses, agent: new Agent({ keepAlive: true, maxSockets: 128 }), timeoutMs: 60_000 };
}

export function newScan(code: string, caller: number, process: number): Scan {
  return {
    ...{ code, caller, process, scanId: newId(), confirm: null, told: null, verdict: null },
    ...{ unanswered: 0, lastUnansweredAt: 0, ms: 0 },
  };
}

/** Looks at the code, asking again until it is told; afterwards `confirm` is what to send, or the scan is over. */
export async function look(door: Door, scan: Scan): Promise<void> {
  const preview = previewOf(door.night, scan);
  const received = await askUntilTold(door, scan, preview, () => undefined);
  const { verdict, previewToken } = answer.parse(received.body);
  if (!previewToken) {
    scan.verdict = verdict ?? null;
    scan.told = JSON.stringify(received.body);
    return;
  }
  const { deviceId } = turn(door.night.callers, scan.caller);
  scan.confirm = {
    ...preview,
    path: "/api/gate/confirm",
    body: { previewToken, scanId: scan.scanId, deviceId },
  };
}

/** Admits what was looked at, asking again with the same scan id until it is told. */
export async function admit(door: Door, scan: Scan): Promise<void> {
  if (!scan.confirm) return;
  const received = await askUntilTold(door, scan, scan.confirm, () => {
    scan.unanswered += 1;
    scan.lastUnansweredAt = Date.now();
  });
  scan.verdict = answer.parse(received.body).verdict ?? `${received.status}`;
  scan.told = JSON.stringify(received.body);
}

/** Asks a scan's confirm once more; answers whether it was told the very same. */
export async function isToldAgain(door: Door, scan: Scan): Promise<boolean> {
  if (!scan.confirm) return true;
  const received = await askUntilTold(door, scan, scan.confirm, () => undefined);
  return JSON.stringify(received.body) === scan.told;
}

/** An answer is one below 500 that is no call for patience: all else leaves open what happened. */
async function askUntilTold(door: Door, scan: Scan, sent: Sent, unanswered: () => void): Promise<Received> {
  const deadline = Date.now() + PATIENCE_MS;
  let reason = "";
  while (Date.now() < deadline) {
    const address = turn(door.addresses, scan.process);
    const signal = AbortSignal.timeout(door.timeoutMs);
    const received = await send(address, sent, { agent: door.agent, signal }).catch((error: unknown) => {
      reason = String(error);
      return null;
    });
    if (received && received.status < 500 && received.status !== 429) return received;
    if (received) reason = `${received.status} ${JSON.stringify(received.body)}`;
    unanswered();
    scan.process += 1;
    await sleep(PAUSE_MS);
  }
  throw new Error(`A scan was not answered in ninety seconds, the last time for: ${reason}`);
}
