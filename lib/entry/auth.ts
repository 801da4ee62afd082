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
import { assertAuthRequest } from "./auth-requests";
import { deviceCookieName, deviceCookieOptions, rememberDevice } from "./device-cookie";
import { problemResponse, readCookie, requestIdOf } from "./http";
import { isKeepable } from "./input";
import { logged, logRefusal, toAppError } from "./pipeline";
import { decodeSession, encodeSession, sessionCookieName, sessionCookieOptions } from "./session-cookie";
import { signInThrottled } from "./sign-in";

const PUBLIC = { kind: "public" } as const;

type SignedIn = { id: string; name: string; email: string; sid: string };

type Sent = Record<string, unknown> | undefined;

async function authorize(sent: Sent, headers: Record<string, string>): Promise<SignedIn> {
  const requestId = newId();
  return logged({ name: "accounts.signIn", requestId }, async () => {
    const input = signInInput.safeParse({ email: sent?.email, password: sent?.password });
    // What cannot be kept is nobody's email.
    if (!input.success || !isKeepable(input.data.email)) throw new AppError("INVALID_CREDENTIALS");
    const source = headers["x-usher-peer"] ?? "unknown";
    const device = readCookie({ headers: new Headers({ cookie: headers.cookie ?? "" }) }, deviceCookieName());
    const session = await signInThrottled({ requestId, source, userAgent: headers["user-agent"], device }, input.data);
    return { id: session.userId, name: session.name, email: session.email, sid: session.secret };
  });
}

function callbackCookieName(): string {
  return origin().startsWith("https:") ? "__Secure-usher.callback" : "usher.callback";
}

/**
 * next-auth's settings: a password, and a cookie that carries the secret of a session row. Made at each request, so that keys
 * may change under it; `signedIn` hears whose password was right.
 */
export function authOptions(signedIn: (email: string) => void = () => undefined): AuthOptions {
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
      callbackUrl: { name: callbackCookieName(), options: cookie },
    },
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {} },
        async authorize(sent, request) {
          try {
            const session = await authorize(sent, (request?.headers ?? {}) as Record<string, string>);
            signedIn(session.email);
            return session;
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
      error: (event) => log().info({ event: event.slice(0, 60) }, "next-auth"),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}

type Context = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own routes, behind what it does not check itself. A browser that signed in is remembered. */
export async function handleAuth(request: Request, context: Context): Promise<Response> {
  const requestId = requestIdOf(request);
  try {
    const path = (await context.params).nextauth.join("/");
    // Its scripts report their own troubles here. Anybody could, so nobody is listened to.
    if (path === "_log") return new Response(null, { status: 204 });
    const kept = readCookie(request, callbackCookieName());
    await assertAuthRequest(request, { path, kept });
    let account: string | null = null;
    const options = authOptions((email) => {
      account = email;
    });
    const response = await NextAuth(options)(request, context);
    return account === null ? response : withDevice(request, response, account);
  } catch (error) {
    return problemResponse(logRefusal({ requestId, door: "auth" }, error), requestId);
  }
}

function withDevice(request: Request, response: Response, account: string): Response {
  const { httpOnly: _httpOnly, sameSite: _sameSite, maxAge, path, secure } = deviceCookieOptions();
  const value = rememberDevice(readCookie(request, deviceCookieName()), account);
  const attributes = [`Path=${path}`, `Max-Age=${maxAge}`, "HttpOnly", "SameSite=Lax", ...(secure ? ["Secure"] : [])];
  const answer = new Response(response.body, response);
  answer.headers.append("set-cookie", [`${deviceCookieName()}=${value}`, ...attributes].join("; "));
  return answer;
}
