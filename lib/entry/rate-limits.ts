import "server-only";
import type { KnockRule } from "@/lib/core/db/knock";
import { AppError } from "@/lib/core/errors";
import { consumeLimit, type LimitRule } from "@/lib/core/rate-limit";

/** Every limit there is, in one table. The gate is never limited by address: a venue's phones share one. */
const LIMITS = {
  signInDevice: {
    points: 5,
    seconds: 60,
    store: "postgres",
    whenStoreFails: "closed",
    reason: "Guessing at a browser that signed in to the account before; strangers cannot use this up.",
  },
  signInDeviceLong: {
    points: 30,
    seconds: 3600,
    store: "postgres",
    whenStoreFails: "closed",
    reason: "The same, patiently.",
  },
  signInPair: {
    points: 5,
    seconds: 60,
    store: "postgres",
    whenStoreFails: "closed",
    reason: "Guessing one account's password from one network.",
  },
  signInPairLong: {
    points: 15,
    seconds: 3600,
    store: "postgres",
    whenStoreFails: "closed",
    reason: "The same, patiently: the delay grows from a minute to an hour.",
  },
  signInPairDay: {
    points: 60,
    seconds: 86_400,
    store: "postgres",
    whenStoreFails: "closed",
    reason: "The same, day and night: the delay grows to a day.",
  },
  signInStrangers: {
    points: 20,
    seconds: 3600,
    store: "postgres",
    whenStoreFails: "closed",
    reason:
      "Guessing one account's password from many networks. Behind it nobody is refused, but everybody waits a minute.",
  },
  signInSource: {
    points: 60,
    seconds: 60,
    store: "postgres",
    whenStoreFails: "closed",
    reason: "One source trying many accounts; wide enough for an office behind one address.",
  },
  signInSourceLong: {
    points: 600,
    seconds: 3600,
    store: "postgres",
    whenStoreFails: "closed",
    reason: "The same, patiently.",
  },
  invitationSource: {
    points: 60,
    seconds: 60,
    store: "memory",
    whenStoreFails: "open",
    reason: "One source leafing through invitations. A secret has 160 bits; passwords are counted as at sign-in.",
  },
  gatePrincipal: {
    points: 3000,
    seconds: 60,
    store: "memory",
    whenStoreFails: "open",
    reason: "One caller flooding the gate. A door must not shut because a counter failed.",
  },
  gateDevice: {
    points: 1200,
    seconds: 60,
    store: "memory",
    whenStoreFails: "open",
    reason: "One device scanning faster than people can walk.",
  },
  gateSearch: {
    points: 120,
    seconds: 60,
    store: "memory",
    whenStoreFails: "closed",
    reason: "Reading the guest list out by trying names; wide enough for searching while one types.",
  },
  gateTyped: {
    points: 30,
    seconds: 60,
    store: "postgres",
    whenStoreFails: "closed",
    reason: "Guessing check letters: 20 bits stand between a number and a door.",
  },
  api: { points: 300, seconds: 60, store: "memory", whenStoreFails: "open", reason: "One key flooding the API." },
  action: {
    points: 300,
    seconds: 60,
    store: "memory",
    whenStoreFails: "open",
    reason: "One person's browser gone wild.",
  },
  upload: {
    points: 30,
    seconds: 60,
    store: "memory",
    whenStoreFails: "open",
    reason: "Large files, each of which is read and kept.",
  },
} as const satisfies Record<string, Omit<LimitRule, "name">>;

export type LimitName = keyof typeof LIMITS;

/** The rule under its name. */
export function limitRule(name: LimitName): LimitRule {
  return { name, ...LIMITS[name] };
}

/** How long a network waits before it may try a password of an account that is under attack, and how long that holds. */
export const KNOCK: KnockRule = { name: "signInKnock", waitSeconds: 60, lifeSeconds: 600 };

/** Counts one use and says whether it is within the limit. Throws UNAVAILABLE while a limit that falls closed cannot be counted. */
export async function countLimit(
  name: LimitName,
  key: string,
): Promise<{ allowed: boolean; retryAfterSeconds: number }> {
  const outcome = await consumeLimit(limitRule(name), key);
  if (outcome.isStoreDown && !outcome.allowed)
    throw new AppError("UNAVAILABLE", { retryAfter: outcome.retryAfterSeconds });
  return outcome;
}

/** Counts one use; throws RATE_LIMITED with the seconds to wait once the limit is passed, and UNAVAILABLE as `countLimit` does. */
export async function enforceLimit(name: LimitName, key: string): Promise<void> {
  const outcome = await countLimit(name, key);
  if (!outcome.allowed) throw new AppError("RATE_LIMITED", { retryAfter: outcome.retryAfterSeconds });
}
