import "server-only";
import type { IncomingMessage } from "node:http";
import { origin } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import { refuseForeignOrigin } from "./http";
import { isKeepable } from "./input";

/** What the API's addresses may take, each of which knows its own, and what pages do. */
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const PAGE_METHODS = ["GET", "HEAD", "POST"];

/**
 * Refuses what the framework behind us fails on, or would let pass: methods nobody serves, addresses that are none, hosts that
 * are none, and forms of another site's pages. Throws METHOD_NOT_ALLOWED, VALIDATION_FAILED, FORBIDDEN.
 */
export function assertSensible(request: IncomingMessage): void {
  const { method = "", headers } = request;
  request.url = targetOf(request.url ?? "");
  const isPage = !request.url.startsWith("/api/");
  const methods = isPage ? PAGE_METHODS : METHODS;
  if (!methods.includes(method)) throw new AppError("METHOD_NOT_ALLOWED", { allow: methods.join(", ") });
  headers.host ??= new URL(origin()).host;
  const seen = `http://${headers.host}`;
  if (!URL.canParse(seen) || new URL(seen).host !== headers.host.toLowerCase().replace(/:80$/, "")) throw bad("host");
  if (isPage && method === "POST") assertOwnForm(request);
}

/** A path with its query. Some clients send the whole address, which names a host that means nothing to us. */
function targetOf(target: string): string {
  const path = target.startsWith("/") ? target : pathOfAddress(target);
  const cut = path.indexOf("?");
  const decoded = decode(cut < 0 ? path : path.slice(0, cut));
  if (decoded === null || !isKeepable(decoded) || /%00/.test(path)) throw bad("address");
  return path;
}

function pathOfAddress(target: string): string {
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) throw bad("address");
  const { pathname, search } = new URL(target);
  return pathname + search;
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

/**
 * A page's form, and so an action, from this site's own page. Next compares its Origin with the host by itself, answers 500 to
 * what differs, complains of one that is missing, and does not look at Sec-Fetch-Site; so it is looked at here, and Next is told
 * what it wants to hear.
 */
function assertOwnForm({ headers }: IncomingMessage): void {
  const get = (name: string) => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(", ") : (value ?? null);
  };
  refuseForeignOrigin({ headers: { get } });
  headers.origin = `${new URL(origin()).protocol}//${headers.host}`;
}

function bad(what: "address" | "host"): AppError {
  return new AppError("VALIDATION_FAILED", { fields: { "": `That ${what} is none.` } });
}
