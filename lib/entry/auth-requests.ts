import "server-only";
import { origin } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import { mediaType, ownSites, readText, refuseForeignOrigin } from "./http";

/** Bytes; an email, a password and a token fit many times over. */
const BODY_LIMIT = 16 * 1024;

/** Those of next-auth's addresses that we serve, and how each is asked. The rest of it is not there. */
const ENDPOINTS: Record<string, readonly string[]> = {
  csrf: ["GET"],
  providers: ["GET"],
  session: ["GET"],
  signin: ["GET"],
  error: ["GET"],
  signout: ["GET", "POST"],
  "callback/credentials": ["POST"],
};

/**
 * Refuses what next-auth would answer with 500, or trust: an address it need not serve, a body that is no form, another site's
 * request, and a `callbackUrl` that leads elsewhere. Leaves the request's body unread. Throws NOT_FOUND, METHOD_NOT_ALLOWED,
 * FORBIDDEN, BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, VALIDATION_FAILED.
 */
export async function assertAuthRequest(request: Request, { path, kept }: { path: string; kept: string | undefined }) {
  const methods = Object.hasOwn(ENDPOINTS, path) ? ENDPOINTS[path] : undefined;
  if (!methods) throw new AppError("NOT_FOUND");
  if (!methods.includes(request.method)) throw new AppError("METHOD_NOT_ALLOWED", { allow: methods.join(", ") });
  const sites = ownSites(request);
  assertOwn(new URL(request.url).searchParams.get("callbackUrl"), sites);
  // Kept by next-auth in a cookie: another site's is passed over, but what is no address stops it.
  if (kept !== undefined && !addressOf(decoded(kept))) throw badCallback();
  if (request.method !== "POST") return;
  refuseForeignOrigin(request);
  assertOwn(await callbackOf(request.clone()), sites);
}

async function callbackOf(request: Request): Promise<unknown> {
  const text = await readText(request, BODY_LIMIT);
  const type = mediaType(request);
  if (type === "application/x-www-form-urlencoded") return new URLSearchParams(text).get("callbackUrl");
  if (type !== "application/json") {
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", { facts: { accepted: "application/x-www-form-urlencoded" } });
  }
  const body = parseObject(text);
  if (!body) throw new AppError("VALIDATION_FAILED", { fields: { "": "The body is not JSON." } });
  return "callbackUrl" in body ? body.callbackUrl : null;
}

function parseObject(text: string): object | null {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && !Array.isArray(body) ? body : null;
  } catch {
    return null;
  }
}

function assertOwn(callback: unknown, sites: readonly string[]): void {
  if (callback === null || callback === undefined || callback === "") return;
  const address = typeof callback === "string" ? addressOf(callback) : null;
  // By host: behind a proxy that ends TLS the browser knows this site under a protocol that only the settings could tell.
  if (!address || !sites.some((site) => new URL(site).host === address.host)) throw badCallback();
}

/** A path of this site or a whole address, as next-auth reads it; null for what it would fail on. */
function addressOf(text: string): URL | null {
  const base = text.startsWith("/") ? origin() : undefined;
  if (!URL.canParse(text, base)) return null;
  const address = new URL(text, base);
  return /^https?:$/.test(address.protocol) ? address : null;
}

/** A cookie's value is written with percent-escapes. */
function decoded(kept: string): string {
  try {
    return decodeURIComponent(kept);
  } catch {
    return kept;
  }
}

function badCallback(): AppError {
  return new AppError("VALIDATION_FAILED", { fields: { callbackUrl: "Name a path of this site." } });
}
