import { z } from "zod";
import { newId } from "@/lib/core/ids";
import type { Sent } from "./load";
import type { Night } from "./world";

type Callers = Pick<Night, "eventId" | "callers">;

const previewed = z.object({ verdict: z.literal("READY"), previewToken: z.string() });

/** The call that looks at a code; callers take turns by number. */
export function previewOf({ eventId, callers }: Callers, { code, caller }: { code: string; caller: number }): Sent {
  const { apiKey, deviceId } = turn(callers, caller);
  return {
    method: "POST",
    path: "/api/gate/preview",
    headers: { authorization: `Bearer ${apiKey}` },
    body: { eventId, code, device: { id: deviceId, label: `Bench ${caller % callers.length}` } },
  };
}

/** The call that admits what a preview found ready, under a scan id of its own; throws when it was not. */
export function confirmOf({ callers }: Callers, { preview, caller }: { preview: unknown; caller: number }): Sent {
  const { apiKey, deviceId } = turn(callers, caller);
  return {
    method: "POST",
    path: "/api/gate/confirm",
    headers: { authorization: `Bearer ${apiKey}` },
    body: { previewToken: previewed.parse(preview).previewToken, scanId: newId(), deviceId },
  };
}

/** One of several, in turn. */
export function turn<T>(of: readonly T[], at: number): T {
  const found = of[at % of.length];
  if (found === undefined) throw new Error("There is none to take turns.");
  return found;
}
