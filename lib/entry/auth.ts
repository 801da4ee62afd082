import "server-only";
import NextAuth, { type AuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { origin } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { keyRing } from "@/lib/core/keys";
import { log } from "@/lib/core/log";
import { signOut } from "@/lib/domain/accounts/commands";
import { SESSION_LIFE_MS, signInInput } from "@/lib/domain/accounts/schema";
import { problemResponse } from "./http";
import { logged, toAppError } from "./pipeline";
import { decodeSession, encodeSession, sessionCookieName, sessionCookieOptions } from "./session-cookie";
import { signInThrottled } from "./sign-in";

const PUBLIC = { kind: "public" } as const;

type SignedIn = { id: string; name: string; email: string; sid: string };

async function authorize(sent: Record<string, string> | undefined, headers: Record<string, string>): Promise<SignedIn> {
  const requestId = newId();
  return logged({ name: "accounts.signIn", requestId }, async () => {
    const input = signInInput.safeParse({ email: sent?.email, password: sent?.password });
    if (!input.success) throw new AppError("INVALID_CREDENTIALS");
    const source = headers["x-usher-peer"] ?? "unknown";
    const session = await signInThrottled({ requestId, source, userAgent: headers["user-agent"] }, input.data);
    return { id: session.userId, name: session.name, email: session.email, sid: session.secret };
  });
}

/** next-auth's settings: a password, and a cookie that carries the secret of a session row. Made at each request, so that keys may change under it. */
export function authOptions(): AuthOptions {
  const isHttps = origin().startsWith("https:");
  const cookie = sessionCookieOptions();
  return {
    secret: keyRing().derive(keyRing().currentId, "usher/session/1", "next-auth").toString("base64url"),
    session: { strategy: "jwt", maxAge: SESSION_LIFE_MS / 1000 },
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/" },
    useSecureCookies: isHttps,
    cookies: {
      sessionToken: { name: sessionCookieName(), options: cookie },
      csrfToken: { name: isHttps ? "__Host-usher.csrf" : "usher.csrf", options: cookie },
      callbackUrl: { name: isHttps ? "__Secure-usher.callback" : "usher.callback", options: cookie },
    },
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {} },
        async authorize(sent, request) {
          try {
            return await authorize(sent, (request?.headers ?? {}) as Record<string, string>);
          } catch (error) {
            // What is thrown here ends up in the answer's address: a code, and the seconds to wait, nothing else.
            const { code, details } = toAppError(error);
            throw new Error(details.retryAfter === undefined ? code : `${code}:${details.retryAfter}`);
          }
        },
      }),
    ],
    jwt: {
      encode: async ({ token }) => encodeSession({ sub: String(token?.sub ?? ""), sid: String(token?.sid ?? "") }),
      decode: async ({ token }) => decodeSession(token),
    },
    callbacks: {
      jwt: ({ token, user }) => (user && "sid" in user ? { sub: user.id, sid: user.sid } : token),
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      async signOut({ token }) {
        if (typeof token?.sid === "string")
          await signOut({ requestId: newId(), actor: PUBLIC, now: new Date() }, { secret: token.sid });
      },
    },
    logger: {
      error: (event) => log().info({ event }, "next-auth"),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}

/** Bytes; an email, a password and a token fit many times over. */
const BODY_LIMIT = 16 * 1024;

type Context = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own routes. It reads bodies whole and trusts them to be what they say: those that cannot be are refused here. */
export async function handleAuth(request: Request, context: Context): Promise<Response> {
  const length = request.headers.get("content-length");
  const isSized = request.method === "GET" || (length !== null && Number(length) <= BODY_LIMIT);
  if (!isSized) return problemResponse(new AppError("BODY_TOO_LARGE"), newId());
  try {
    return await NextAuth(authOptions())(request, context);
  } catch (error) {
    if (error instanceof SyntaxError) return problemResponse(new AppError("VALIDATION_FAILED"), newId());
    throw error;
  }
}
