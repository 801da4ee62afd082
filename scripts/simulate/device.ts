import { randomUUID } from "node:crypto";
import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { v7 as newId } from "uuid";
import { z } from "zod";
import { send } from "../bench/load";
import type { Network } from "./network";

const TIMEOUT_MS = 2000;
const PAUSE_MS = 250;
const PATIENCE_MS = 30_000;

const answer = z.looseObject({ verdict: z.string().optional(), previewToken: z.string().optional() });

/** How one reading of a code ended. */
export type Reading = {
  verdict: string;
  /** Of the confirm; null where the look was refused already. */
  scanId: string | null;
  /** Calls that had to be made again because nothing came back. */
  repeats: number;
};

/** A phone at a gate, in the hands of signed-in staff, scanning one code after the other. */
export type Device = {
  label: string;
  network: Network;
  /** Joins the queue at this device: looks, admits whom it may, and asks until it knows. */
  scan: (code: string) => Promise<Reading>;
  /** Takes back an admission that this device made. */
  undo: (scanId: string, reason: string) => Promise<void>;
};

export type DevicePlace = { label: string; network: Network; cookie: string; organization: string; eventId: string };

/** Opens one. Its calls carry what the gate's page sends. */
export function openDevice({ label, network, cookie, organization, eventId }: DevicePlace): Device {
  const device = { id: randomUUID(), label };
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let queue: Promise<unknown> = Promise.resolve();

  const ask = async (path: string, body: object): Promise<{ body: z.infer<typeof answer>; repeats: number }> => {
    const sent = {
      method: "POST" as const,
      path: `/api/gate/${path}`,
      body: { organization, ...body },
      headers: { cookie },
    };
    const deadline = Date.now() + PATIENCE_MS;
    for (let repeats = 0; Date.now() < deadline; repeats += 1) {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const received = await send(network.address, sent, { agent, signal }).catch(() => null);
      if (received && received.status === 200) return { body: answer.parse(received.body), repeats };
      // Anything but a fault of the server's is an answer, and no reading should be given that one.
      if (received && received.status < 500) throw new Error(`${path}: ${JSON.stringify(received.body)}`);
      await sleep(PAUSE_MS);
    }
    throw new Error(`${label} had no answer to a ${path} for half a minute.`);
  };

  const read = async (code: string): Promise<Reading> => {
    const look = await ask("preview", { eventId, code, device });
    const { verdict = "", previewToken } = look.body;
    if (previewToken === undefined) return { verdict, scanId: null, repeats: look.repeats };
    const scanId = newId();
    const confirm = await ask("confirm", { previewToken, scanId, deviceId: device.id });
    return { verdict: confirm.body.verdict ?? "", scanId, repeats: look.repeats + confirm.repeats };
  };

  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const done = queue.then(task);
    queue = done.catch(() => undefined);
    return done;
  };
  return {
    label,
    network,
    scan: (code) => inTurn(() => read(code)),
    undo: (scanId, reason) =>
      inTurn(async () => {
        await ask("undo", { checkInId: scanId, undoId: newId(), reason });
      }),
  };
}
