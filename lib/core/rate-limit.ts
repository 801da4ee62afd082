import "server-only";
import { Ratelimit } from "@upstash/ratelimit";
import { Redis as UpstashRedis } from "@upstash/redis";
import { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { database } from "./db/database";
import { env } from "./env";
import { AppError } from "./errors";
import { inLane } from "./lanes";
import { log } from "./log";

/** One limit: at most `points` uses in `seconds` for each key. */
export type LimitRule = {
  name: string;
  points: number;
  seconds: number;
  /** Memory counts per process; Postgres over all of them. Redis, when configured, takes the place of both. */
  store: "memory" | "postgres";
  /** What happens while the store does not answer: let through, or refuse. */
  whenStoreFails: "open" | "closed";
  reason: string;
};

/** `isStoreDown`: nothing was counted, and the rule says which way that falls. */
type Outcome = { allowed: boolean; retryAfterSeconds: number; isStoreDown?: true };
/** Milliseconds that a use waits to be counted in a rush at one key. */
const COUNTING_WAIT = 10_000;

type Limiter = { consume: (key: string) => Promise<Outcome>; forget: (key: string) => Promise<void> };

const slot = Symbol.for("usher.limiters");

function limiterOf(rule: LimitRule): Limiter {
  const holder = globalThis as { [slot]?: Map<string, Limiter> };
  holder[slot] ??= new Map();
  let limiter = holder[slot].get(rule.name);
  if (!limiter) {
    limiter = redisLimiter(rule) ?? localLimiter(rule);
    holder[slot].set(rule.name, limiter);
  }
  return limiter;
}

/** Forgets all limiters of this process, for tests. */
export function resetLimiters(): void {
  (globalThis as { [slot]?: Map<string, Limiter> })[slot] = undefined;
}

function localLimiter(rule: LimitRule): Limiter {
  const options = { keyPrefix: rule.name, points: rule.points, duration: rule.seconds };
  const limiter = rule.store === "memory" ? new RateLimiterMemory(options) : inPostgres(options);
  return {
    async consume(key) {
      try {
        // Many at one key would wait for its row, each with a connection that somebody at the door needs.
        if (rule.store === "memory") await limiter.consume(key);
        else await inLane(`limit:${rule.name}:${key}`, () => limiter.consume(key), COUNTING_WAIT);
        return { allowed: true, retryAfterSeconds: 0 };
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        return { allowed: false, retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)) };
      }
    },
    async forget(key) {
      await limiter.delete(key);
    },
  };
}

function inPostgres(options: { keyPrefix: string; points: number; duration: number }): RateLimiterPostgres {
  const table = { tableName: "rate_limits", tableCreated: true };
  return new RateLimiterPostgres({ ...options, ...table, storeClient: database().systemPool, storeType: "pool" });
}

/** Upstash's limiter over Upstash or any Redis; null when neither is configured. */
function redisLimiter(rule: LimitRule): Limiter | null {
  const redis = redisForRatelimit();
  if (!redis) return null;
  const limiter = new Ratelimit({
    redis,
    limiter: Ratelimit.slidingWindow(rule.points, `${rule.seconds} s`),
    prefix: `usher:limit:${rule.name}`,
    analytics: false,
    ephemeralCache: false,
    timeout: 0,
  });
  return {
    async consume(key) {
      const answer = await limiter.limit(key);
      return { allowed: answer.success, retryAfterSeconds: Math.max(1, Math.ceil((answer.reset - Date.now()) / 1000)) };
    },
    async forget(key) {
      await limiter.resetUsedTokens(key);
    },
  };
}

const redisSlot = Symbol.for("usher.redis");

/** One connection for all limits. A Redis that does not answer within half a second counts as down. */
function sharedRedis(url: string): Redis {
  const holder = globalThis as { [redisSlot]?: Redis };
  if (!holder[redisSlot]) {
    holder[redisSlot] = new Redis(url, { maxRetriesPerRequest: 1, commandTimeout: 500, connectTimeout: 500 });
    holder[redisSlot].on("error", (error: Error) => log().warn({ error: error.name }, "redis is not reachable"));
  }
  return holder[redisSlot];
}

type RatelimitRedis = ConstructorParameters<typeof Ratelimit>[0]["redis"];

function redisForRatelimit(): RatelimitRedis | null {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token, REDIS_URL: redisUrl } = env();
  if (url && token) return new UpstashRedis({ url, token });
  if (!redisUrl) return null;
  const client = sharedRedis(redisUrl);
  // Ratelimit calls these two only. Its scripts open with a flag line that stock Redis does not take.
  const strip = (script: string) => script.replace(/^\s*#!lua[^\n]*\n/, "");
  const adapter = {
    evalsha: async () => {
      throw new Error("NOSCRIPT");
    },
    eval: (script: string, keys: string[], args: unknown[]) =>
      client.eval(strip(script), keys.length, ...keys, ...args.map(String)),
  };
  return adapter as unknown as RatelimitRedis;
}

/** Counts one use of `key` under a rule. When the store does not answer, the rule says which way it falls. Throws BUSY in a rush at one key. */
export async function consumeLimit(rule: LimitRule, key: string): Promise<Outcome> {
  try {
    return await limiterOf(rule).consume(key);
  } catch (error) {
    if (error instanceof AppError) throw error;
    log().error(
      { limit: rule.name, falls: rule.whenStoreFails, error: error instanceof Error ? error.name : "unknown" },
      "rate limit store failed",
    );
    return { allowed: rule.whenStoreFails === "open", retryAfterSeconds: 5, isStoreDown: true };
  }
}

/** Gives a key its full allowance back, e.g. after a right password. */
export async function forgiveLimit(rule: LimitRule, key: string): Promise<void> {
  await limiterOf(rule)
    .forget(key)
    .catch((error: unknown) =>
      log().warn(
        { limit: rule.name, error: error instanceof Error ? error.name : "unknown" },
        "rate limit store failed",
      ),
    );
}
