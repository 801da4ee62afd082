import "server-only";
import { z } from "zod";
import { origin } from "@/lib/core/env";
import { readSigned, signValue } from "@/lib/core/signed";

const claims = z.object({ sub: z.string(), sid: z.string().min(1) });
export type SessionClaims = z.infer<typeof claims>;

/** Over https the cookie is bound to this very host; over plain http (localhost only) that prefix is not to be had. */
export function sessionCookieName(): string {
  return origin().startsWith("https:") ? "__Host-usher.session" : "usher.session";
}

/** How browsers keep it: out of reach of scripts, for this site's own requests. */
export function sessionCookieOptions() {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: origin().startsWith("https:") } as const;
}

/** The cookie's value: the session's secret, signed with the current key so that strangers cost no database read. How long it counts, the session's row says. */
export function encodeSession({ sub, sid }: SessionClaims): string {
  return signValue("usher/session/1", { sub, sid });
}

/** What a cookie says, under whichever key of the ring it was signed; null for anything else. */
export function decodeSession(value: string | undefined): SessionClaims | null {
  return claims.safeParse(value ? readSigned("usher/session/1", value) : null).data ?? null;
}
