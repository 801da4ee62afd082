import "server-only";
import { hashSecret } from "@/lib/core/keys";
import { forgiveLimit } from "@/lib/core/rate-limit";
import { type StartedSession, signIn } from "@/lib/domain/accounts/commands";
import { enforceLimit, limitRule } from "./rate-limits";

/** Who is signing in, from where: what the throttles count by and the session remembers. */
export type SignInRequest = { requestId: string; source: string; userAgent: string | undefined };

/**
 * Starts a session for a right password, throttled by source and account; a right one gives the account its allowance back.
 * Throws RATE_LIMITED, INVALID_CREDENTIALS.
 */
export async function signInThrottled(
  request: SignInRequest,
  { email, password }: { email: string; password: string },
): Promise<StartedSession> {
  // The table of counters holds no email.
  const account = hashSecret(`sign-in:${email}`).toString("base64url");
  await enforceLimit("signInSource", request.source);
  await enforceLimit("signInAccount", account);
  await enforceLimit("signInAccountLong", account);
  const session = await signIn(
    { requestId: request.requestId, actor: { kind: "public" }, now: new Date() },
    { email, password, userAgent: request.userAgent },
  );
  await forgiveLimit(limitRule("signInAccount"), account);
  await forgiveLimit(limitRule("signInAccountLong"), account);
  return session;
}
