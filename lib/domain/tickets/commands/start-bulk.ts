import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan } from "../../access/rules";
import { startRun } from "../../runs/commands";
import type { BulkAct } from "../rules";
import type { ResendManyInput, RevokeManyInput } from "../schema";
import { countMatches, matchOf } from "../sql";

/** Begins to email many tickets of an event once more. Throws NOT_FOUND when there is none to send. */
export async function resendMany(ctx: Ctx, input: ResendManyInput): Promise<{ runId: string }> {
  assertCan(ctx, "messages.send", input.eventId);
  const total = await countChosen(ctx, input, "resend");
  const { id } = await startRun(ctx, { kind: "tickets.resend-many", eventId: input.eventId, total, input });
  return { runId: id };
}

/** Begins to take many tickets of an event back, for one reason. Throws NOT_FOUND when there is none to revoke. */
export async function revokeMany(ctx: Ctx, input: RevokeManyInput): Promise<{ runId: string }> {
  assertCan(ctx, "tickets.revoke", input.eventId);
  const total = await countChosen(ctx, input, "revoke");
  const { id } = await startRun(ctx, { kind: "tickets.revoke-many", eventId: input.eventId, total, input });
  return { runId: id };
}

async function countChosen(ctx: Ctx, input: ResendManyInput, act: BulkAct): Promise<number> {
  const { count: total } = await countMatches(ctx, matchOf(input, act));
  if (total === 0) throw new AppError("NOT_FOUND");
  return total;
}
