import "server-only";
import { knock } from "@/lib/core/db/knock";
import { AppError } from "@/lib/core/errors";
import { keyRing, mac } from "@/lib/core/keys";
import { forgiveLimit } from "@/lib/core/rate-limit";
import { Turnstile } from "@/lib/core/turnstile";
import { type StartedSession, signIn } from "@/lib/domain/accounts/commands";
import { knownDevice } from "./device-cookie";
import { countLimit, enforceLimit, KNOCK, type LimitName, limitRule } from "./rate-limits";

/** Who is signing in, from where: what the throttles count by and the session remembers. */
export type SignInRequest = {
  requestId: string;
  source: string;
  userAgent: string | undefined;
  /** The cookie by which a browser that signed in before is known. */
  device: string | undefined;
};

/**
 * Starts a session for a right password, throttled so that nobody can guess and nobody can be shut out (decision 0026): a
 * browser that signed in to the account before has a lane of its own, everybody else one for each account and network. Throws
 * RATE_LIMITED, SIGN_IN_SLOWED, INVALID_CREDENTIALS, UNAVAILABLE, BUSY; the same for an account that does not exist.
 */
export async function signInThrottled(
  request: SignInRequest,
  typed: { email: string; password: string },
): Promise<StartedSession> {
  const whose = knownDevice(request.device, typed.email) === null ? "strangers" : "known";
  const leave = await turnstile(whose).enter(networkOf(request.source));
  try {
    return await attempt(request, typed);
  } finally {
    leave();
  }
}

async function attempt(
  request: SignInRequest,
  { email, password }: { email: string; password: string },
): Promise<StartedSession> {
  const lane = (await deviceLane(request, email)) ?? (await strangersLane(request, email));
  const session = await signIn(
    { requestId: request.requestId, actor: { kind: "public" }, now: new Date() },
    { email, password, userAgent: request.userAgent },
  );
  for (const { names, key } of lane) for (const name of names) await forgiveLimit(limitRule(name), key);
  return session;
}

/**
 * Attempts that are looked at once. Each makes several statements over the connections by which the gate's callers are found,
 * and costs a hash: a flood waits in memory instead. Browsers that are known do not wait behind strangers.
 */
const TURNSTILE = { places: 2, queue: 500, waitMs: 10_000, stayMs: 30_000 };

const slot = Symbol.for("usher.sign-in-turnstiles");
type Holder = { [slot]?: Record<"known" | "strangers", Turnstile> };

function turnstile(whose: "known" | "strangers"): Turnstile {
  const holder = globalThis as Holder;
  holder[slot] ??= { known: new Turnstile(TURNSTILE), strangers: new Turnstile(TURNSTILE) };
  return holder[slot][whose];
}

/** Counters that were used, and that a right password gives back. */
type Lane = { names: readonly LimitName[]; key: string }[];

const DEVICE = ["signInDevice", "signInDeviceLong"] as const;
const PAIR = ["signInPair", "signInPairLong", "signInPairDay"] as const;

/** Null when the browser is not known to the account, or has used its lane up: then it is one stranger more. */
async function deviceLane({ device: cookie }: SignInRequest, email: string): Promise<Lane | null> {
  const device = knownDevice(cookie, email);
  if (device === null) return null;
  const key = `${device}:${accountKey(email)}`;
  for (const name of DEVICE) if (!(await countLimit(name, key)).allowed) return null;
  return [{ names: DEVICE, key }];
}

async function strangersLane({ source }: SignInRequest, email: string): Promise<Lane> {
  const network = networkOf(source);
  await enforceLimit("signInSource", network);
  await enforceLimit("signInSourceLong", network);
  const account = accountKey(email);
  const pair = `${account}:${network}`;
  // Counted before the password is looked at, so that a thousand at once do not all slip through.
  if (!(await countLimit("signInStrangers", account)).allowed) await waitFirst(pair);
  for (const name of PAIR) await enforceLimit(name, pair);
  return [
    { names: PAIR, key: pair },
    { names: ["signInStrangers"], key: account },
  ];
}

/** Under attack a network is told to come back a minute later, whatever its password, and then may try once. */
async function waitFirst(pair: string): Promise<void> {
  const seconds = await knock(KNOCK, pair);
  if (seconds > 0) throw new AppError("SIGN_IN_SLOWED", { retryAfter: seconds });
}

/** What the counters know an account by: nobody who reads the table can tell, or try out, whose it is. */
function accountKey(email: string): string {
  const key = keyRing().derive(keyRing().currentId, "usher/sign-in/1");
  return mac(key, Buffer.from(email), 16).toString("base64url");
}

/** One site's IPv6 network: who has one /64 often has the 65,536 of a /48. An IPv4 address stands for itself. */
function networkOf(source: string): string {
  return source.endsWith("::/64") ? `${source.split(":").slice(0, 3).join(":")}::/48` : source;
}
