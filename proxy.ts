import { type NextRequest, NextResponse } from "next/server";
import { env, origin } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";

/**
 * Gives every page its request id and security headers. It authorizes nothing: that is done where the data is. The gate's
 * API, health and static files are outside its matcher; they set their own headers, and the gate is spared the cost.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.randomUUID()).toString("base64");
  const path = request.nextUrl.pathname;
  const isSecret = path.startsWith("/t/") || path.startsWith("/invite/");
  const policy = contentSecurityPolicy(nonce);
  // Our own server gave it, for its log lines to name the same.
  const requestId = request.headers.get("x-request-id") ?? newId();

  const forwarded = new Headers(request.headers);
  forwarded.set("x-request-id", requestId);
  forwarded.set("content-security-policy", policy);
  // The path of a ticket or an invitation is its secret: it goes no further than the page itself.
  forwarded.set("x-usher-path", isSecret ? "/" : path + request.nextUrl.search);

  const response = NextResponse.next({ request: { headers: forwarded } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-request-id", requestId);
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("x-frame-options", "DENY");
  response.headers.set("referrer-policy", referrerPolicy(path));
  response.headers.set("permissions-policy", "camera=(self), microphone=(), geolocation=(), payment=()");
  response.headers.set("cross-origin-opener-policy", "same-origin");
  if (isHttps()) response.headers.set("strict-transport-security", "max-age=31536000; includeSubDomains");
  if (isSecret) {
    response.headers.set("cache-control", "no-store");
    response.headers.set("x-robots-tag", "noindex, nofollow");
  }
  return response;
}

export const config = {
  matcher: [{ source: "/((?!api/gate|api/v1|api/health|_next/static|_next/image|icon.svg|favicon.ico).*)" }],
};

/**
 * What a page says of itself to where it leads. An invitation's forms are sent with their origin, which Next compares with the
 * host, and which browsers leave out under `no-referrer`; `strict-origin` says the site and never the path.
 */
function referrerPolicy(path: string): string {
  if (path.startsWith("/t/")) return "no-referrer";
  return path.startsWith("/invite/") ? "strict-origin" : "strict-origin-when-cross-origin";
}

function contentSecurityPolicy(nonce: string): string {
  const isDevelopment = env().NODE_ENV === "development";
  return [
    "default-src 'self'",
    // The scanner's decoder is WebAssembly; React's development build evaluates.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic' 'wasm-unsafe-eval'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? " ws:" : ""}`,
    "worker-src 'self'",
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function isHttps(): boolean {
  return origin().startsWith("https:");
}
