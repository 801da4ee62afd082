import "server-only";
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { origin } from "@/lib/core/env";
import { keyRing } from "@/lib/core/keys";
import { SESSION_LIFE_MS } from "@/lib/domain/accounts/schema";

const claims = z.object({ sub: z.string(), sid: z.string().min(1) });
export type SessionClaims = z.infer<typeof claims>;

/** Over https the cookie is bound to this very host; over plain http (localhost only) that prefix is not to be had. */
export function sessionCookieName(): string {
  return origin().startsWith("https:") ? "__Host-usher.session" : "usher.session";
}

/** The cookie's value: the session's secret, signed with the current key so that strangers cost no database read. */
export function encodeSession(session: SessionClaims): Promise<string> {
  const keyId = keyRing().currentId;
  return new SignJWT(session)
    .setProtectedHeader({ alg: "HS256", kid: keyId })
    .setIssuedAt()
    .setExpirationTime(new Date(Date.now() + SESSION_LIFE_MS))
    .sign(keyRing().signingKey(keyId, "usher/session/1"));
}

/** What a cookie says, under whichever key of the ring it was signed; null for anything else. The session's row decides whether it still counts. */
export async function decodeSession(value: string | undefined): Promise<SessionClaims | null> {
  if (!value) return null;
  try {
    const { payload } = await jwtVerify(
      value,
      ({ kid }) => {
        if (!kid || !keyRing().has(kid)) throw new Error("unknown key");
        return keyRing().signingKey(kid, "usher/session/1");
      },
      { algorithms: ["HS256"] },
    );
    return claims.parse(payload);
  } catch {
    return null;
  }
}
