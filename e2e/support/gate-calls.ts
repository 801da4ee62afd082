import { randomUUID } from "node:crypto";
import { v7 as newId } from "uuid";
import { z } from "zod";
import { keepSecret } from "./kept-secrets";

/** Who calls the gate's API, and at which process. */
export type KeyCaller = { origin: string; apiKey: string };

const answer = z.looseObject({
  verdict: z.string().optional(),
  code: z.string().optional(),
  previewToken: z.string().optional(),
  checkInId: z.string().optional(),
  admittedAt: z.string().optional(),
});
export type GateAnswer = { status: number; body: z.infer<typeof answer>; text: string };

/** One call of the gate's API with an API key. */
export async function callGate(
  caller: KeyCaller,
  path: "preview" | "confirm" | "undo",
  body: object,
): Promise<GateAnswer> {
  const response = await fetch(`${caller.origin.replace("localhost", "127.0.0.1")}/api/gate/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${caller.apiKey}` },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const parsed = answer.parse(JSON.parse(text));
  if (parsed.previewToken) keepSecret("preview token", parsed.previewToken);
  return { status: response.status, body: parsed, text };
}

/** A token that a device may confirm; throws when the ticket is not ready. */
export async function previewToken(
  caller: KeyCaller,
  reading: { eventId: string; code: string; deviceId: string },
): Promise<string> {
  const { eventId, code, deviceId } = reading;
  const { body, text } = await callGate(caller, "preview", { eventId, code, device: { id: deviceId, label: "Spec" } });
  if (!body.previewToken) throw new Error(`The ticket is not ready: ${text}`);
  return body.previewToken;
}

/** Admits a ticket on a device of its own; throws unless this scan admitted it. */
export async function admitByKey(
  caller: KeyCaller,
  { eventId, code }: { eventId: string; code: string },
): Promise<string> {
  const [deviceId, scanId] = [randomUUID(), newId()];
  const token = await previewToken(caller, { eventId, code, deviceId });
  const { body, text } = await callGate(caller, "confirm", { previewToken: token, scanId, deviceId });
  if (body.verdict !== "ADMITTED") throw new Error(`The ticket was not admitted: ${text}`);
  return scanId;
}
