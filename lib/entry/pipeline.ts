import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { isDatabaseUnavailable, sqlState } from "@/lib/core/db/database-errors";
import { AppError, ERROR_STATUS } from "@/lib/core/errors";
import { log } from "@/lib/core/log";
import { noteForLog, withLogFields } from "@/lib/core/log-context";
import { requestMark } from "@/lib/core/request-mark";

/** The request at hand was what our pages and clients send: what fails from here on is no fault of its sender. */
export function noteDoor(): void {
  const mark = requestMark();
  if (mark) mark.hasReachedDoor = true;
}

/** What every door gives its work: one log line, with ids and outcome, never a secret. */
export async function logged<T>(door: { name: string; requestId: string }, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  noteDoor();
  const fields: Record<string, string | number | undefined> = { requestId: door.requestId, door: door.name };
  const ms = () => Math.round((performance.now() - started) * 10) / 10;
  return withLogFields(fields, async () => {
    try {
      const result = await work();
      log().info({ ...fields, ms: ms() }, "done");
      return result;
    } catch (error) {
      throw logRefusal({ ...fields, ms: ms() }, error);
    }
  });
}

/** One log line for what was refused or failed; answers the refusal. What is our fault or the database's comes with its stack. */
export function logRefusal(fields: Record<string, string | number | undefined>, error: unknown): AppError {
  const refusal = toAppError(error);
  const mark = requestMark();
  if (mark) mark.failure = refusal;
  const line = { ...fields, refusal: refusal.code };
  if (ERROR_STATUS[refusal.code] < 500) log().info(line, "refused");
  else log().error({ ...line, ...describeForLog(error) }, "failed");
  return refusal;
}

/** Puts who is asking into the log line. */
export function noteCaller(ctx: Pick<Ctx, "actor" | "tenant">): void {
  const { actor, tenant } = ctx;
  noteForLog({ tenantId: tenant.id, actorKind: actor.kind, userId: actor.kind === "person" ? actor.id : undefined });
}

/** Puts the event and ticket that an input names into the log line. */
export function noteInput(input: unknown): void {
  if (typeof input !== "object" || input === null) return;
  const { eventId, ticketId } = input as { eventId?: unknown; ticketId?: unknown };
  if (typeof eventId === "string") noteForLog({ eventId });
  if (typeof ticketId === "string") noteForLog({ ticketId });
}

/**
 * Any error as one of our codes. What a door or a command refused says so itself, as an AppError; everything else is our own
 * fault, whatever it is about: a ZodError behind the door, a value the database cannot take, a unique key nobody expected to
 * meet. It becomes 5xx, and its message stays in the log. So nothing that was committed is ever answered with 4xx.
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (sqlState(error) === "55P03") return new AppError("BUSY", { retryAfter: 2 }, { cause: error });
  if (isDatabaseUnavailable(error)) return new AppError("UNAVAILABLE", { retryAfter: 2 }, { cause: error });
  return new AppError("INTERNAL", {}, { cause: error });
}

/** Name, code and stack, but not the message: it may hold values. The stack's first line repeats the message, so it goes too. */
export function describeForLog(error: unknown): { error: string; state: string | null; stack: string } {
  const cause = error instanceof AppError && error.cause ? error.cause : error;
  if (!(cause instanceof Error)) return { error: typeof cause, state: null, stack: "" };
  const frames = (cause.stack ?? "").split("\n").filter((line) => line.trimStart().startsWith("at "));
  return { error: cause.name, state: sqlState(cause), stack: frames.slice(0, 12).join("\n") };
}
