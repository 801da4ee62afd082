import "server-only";
import { ZodError } from "zod";
import type { Ctx } from "@/lib/core/ctx";
import { sqlState } from "@/lib/core/db/database-errors";
import { AppError, ERROR_STATUS, type FieldErrors } from "@/lib/core/errors";
import { log } from "@/lib/core/log";
import { noteForLog, withLogFields } from "@/lib/core/log-context";

/** What every door gives its work: one log line, with ids and outcome, never a secret. */
export async function logged<T>(door: { name: string; requestId: string }, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const fields: Record<string, string | number | undefined> = { requestId: door.requestId, door: door.name };
  const ms = () => Math.round((performance.now() - started) * 10) / 10;
  return withLogFields(fields, async () => {
    try {
      const result = await work();
      log().info({ ...fields, ms: ms() }, "done");
      return result;
    } catch (error) {
      const refusal = toAppError(error);
      const line = { ...fields, refusal: refusal.code, ms: ms() };
      if (ERROR_STATUS[refusal.code] < 500) log().info(line, "refused");
      else log().error({ ...line, ...describeForLog(error) }, "failed");
      throw refusal;
    }
  });
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

/** Any error as one of our codes. What is not ours becomes INTERNAL, and its message stays in the log. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof ZodError)
    return new AppError("VALIDATION_FAILED", { fields: fieldErrors(error) }, { cause: error });
  const state = sqlState(error);
  // A value that the database cannot hold, as a NUL character: what should have been refused at the door.
  if (state?.startsWith("22")) return new AppError("VALIDATION_FAILED", {}, { cause: error });
  if (state === "23505" || state === "40001" || state === "40P01")
    return new AppError("CONFLICT", {}, { cause: error });
  if (state === "55P03") return new AppError("BUSY", { retryAfter: 2 }, { cause: error });
  if (state?.startsWith("08") || state === "57P01" || state === "57P03" || isConnectionError(error)) {
    return new AppError("UNAVAILABLE", { retryAfter: 2 }, { cause: error });
  }
  return new AppError("INTERNAL", {}, { cause: error });
}

/** A zod error as sentences by field; the first of each field counts. Nothing that was sent is echoed. */
function fieldErrors(error: ZodError): FieldErrors {
  const fields: FieldErrors = {};
  for (const issue of error.issues) {
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) fields[[...issue.path, key].join(".").slice(0, 80)] ??= "This field is not known.";
    } else fields[issue.path.join(".")] ??= issue.message;
  }
  return fields;
}

function isConnectionError(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  // pg says it in one of two sentences: there was no free connection in time, or a new one took too long.
  if (error instanceof Error && /timeout exceeded when trying to connect|due to connection timeout/.test(error.message))
    return true;
  return ["ECONNREFUSED", "ECONNRESET", "EPIPE", "P1001", "P1017"].includes(code);
}

/** Name, code and stack, but not the message: it may hold values. The stack's first line repeats the message, so it goes too. */
function describeForLog(error: unknown): { error: string; state: string | null; stack: string } {
  const cause = error instanceof AppError && error.cause ? error.cause : error;
  if (!(cause instanceof Error)) return { error: typeof cause, state: null, stack: "" };
  const frames = (cause.stack ?? "").split("\n").filter((line) => line.trimStart().startsWith("at "));
  return { error: cause.name, state: sqlState(cause), stack: frames.slice(0, 12).join("\n") };
}
