import "server-only";
import type { AppError } from "../errors";

/**
 * The SQLSTATE of a database error, from pg itself or through Prisma; null for anything else. Told by shape, not by class:
 * Next loads several copies of a module, and the client may come from another one than its caller.
 */
export function sqlState(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error.name === "PrismaClientKnownRequestError") {
    const { code, meta } = error as Error & {
      code?: string;
      meta?: { driverAdapterError?: { cause?: { originalCode?: string } } };
    };
    if (code === "P2002") return "23505";
    return meta?.driverAdapterError?.cause?.originalCode ?? null;
  }
  const code = "code" in error ? error.code : null;
  return "severity" in error && typeof code === "string" ? code : null;
}

/** Whether two writers met at a unique key. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === "23505";
}

/**
 * For `.catch` of a write that may meet another at a unique key: throws the refusal then, and the error itself otherwise. Who
 * expects such a meeting says so; one that nobody expected is a fault of ours.
 */
export function whenTaken(refusal: () => AppError): (error: unknown) => never {
  return (error) => {
    throw isUniqueViolation(error) ? refusal() : error;
  };
}

/**
 * What PostgreSQL says when the statement may succeed a moment later: it is starting or stopping, has no connection left, took
 * too long, or chose this transaction to end a deadlock.
 */
const PASSING_STATES = new Set(["25P03", "40001", "40P01", "53300", "57014", "57P01", "57P02", "57P03", "57P05"]);

/** Prisma's codes for a database it cannot reach, and for a transaction that got no connection or lost its own. */
const PASSING_CODES = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2034", "P2037"]);
const SOCKET_CODES = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "ENOTFOUND"]);

/** pg gives these no code: a connection that broke, a pool that had none in time, a pool of a process that is stopping. */
const PASSING_WORDS =
  /^Connection terminated|not queryable$|^timeout exceeded when trying|^Query read timeout$|^Cannot use a pool after/;

/** Whether a failure is the database's state and no fault of the request: the same request may succeed a moment later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const state = sqlState(error);
  if (state !== null) return state.startsWith("08") || PASSING_STATES.has(state);
  const code = "code" in error ? String(error.code) : "";
  return PASSING_CODES.has(code) || SOCKET_CODES.has(code) || PASSING_WORDS.test(error.message);
}
