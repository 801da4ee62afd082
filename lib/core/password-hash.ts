import "server-only";
import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { inTurn, openTurns, type Turns } from "./turns";

/** OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, two passes, one lane. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * A hash takes one of libuv's four threads for some twenty milliseconds; files and names of hosts are read in the same four.
 * So a flood of sign-ins gets two of them at most, and one processor is left to whoever stands at a gate.
 */
const AT_ONCE = Math.max(1, Math.min(2, availableParallelism() - 1));
/** The last of them waits for about a second. */
const WAITING = 64;

const slot = Symbol.for("usher.password-hash");
type Holder = { [slot]?: Turns };

function turns(): Turns {
  const holder = globalThis as Holder;
  holder[slot] ??= openTurns({ atOnce: AT_ONCE, waiting: WAITING });
  return holder[slot];
}

/** What is kept of a password. Throws UNAVAILABLE where too many are hashed. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(turns(), () => hash(password, ARGON2));
}

/** Whether this is the password that the hash was made of. Throws UNAVAILABLE where too many are hashed. */
export function isPasswordOf(passwordHash: string, password: string): Promise<boolean> {
  return inTurn(turns(), () => verify(passwordHash, password));
}
