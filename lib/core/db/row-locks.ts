import "server-only";
import type { Ctx } from "../ctx";
import { AppError } from "../errors";
import { sqlState } from "./database-errors";

/** Lets the transaction wait three seconds at most for each row that somebody else holds; then its statement fails. */
export async function limitLockWait(ctx: Ctx): Promise<void> {
  await ctx.db.$executeRaw`SELECT set_config('lock_timeout', '3s', true)`;
}

/** For a statement's `catch`: throws BUSY when it waited too long for a row, and else what was thrown. */
export function busyIfLocked(error: unknown): never {
  if (sqlState(error) === "55P03") throw new AppError("BUSY", { retryAfter: 2 }, { cause: error });
  throw error;
}
