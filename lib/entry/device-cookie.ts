import "server-only";
import { randomBytes } from "node:crypto";
import { origin } from "@/lib/core/env";
import { keyRing, mac, sameBytes } from "@/lib/core/keys";

/** Seconds a browser is remembered after its last sign-in; browsers keep no cookie longer than 400 days. */
const LIFE_SECONDS = 365 * 86_400;
/** Accounts that one browser is remembered for; the one that was longest not used goes first. */
const MOST_ACCOUNTS = 5;

const DEVICE_FORM = /^[A-Za-z0-9_-]{22}$/;

export function deviceCookieName(): string {
  return origin().startsWith("https:") ? "__Host-usher.device" : "usher.device";
}

/** How browsers keep it: out of reach of scripts, for this site's own requests. */
export function deviceCookieOptions() {
  const secure = origin().startsWith("https:");
  return { httpOnly: true, sameSite: "lax", path: "/", secure, maxAge: LIFE_SECONDS } as const;
}

/**
 * The browser's id, if it signed in to this account before; null for any other. The cookie is `keyId.device.tag.tag…`: a random
 * id, and for each account an HMAC of both that only this deployment can make. It holds nothing of a person and opens nothing:
 * it only gives the browser a lane of its own at sign-in.
 */
export function knownDevice(cookie: string | undefined, account: string): string | null {
  const kept = readCookie(cookie);
  if (!kept) return null;
  const expected = tagOf(kept, account);
  return kept.tags.some((tag) => sameBytes(Buffer.from(expected), Buffer.from(tag))) ? kept.device : null;
}

/** The cookie's next value, once the browser has signed in to an account. */
export function rememberDevice(cookie: string | undefined, account: string): string {
  const keyId = keyRing().currentId;
  const kept = readCookie(cookie);
  // What another key signed cannot be signed again without knowing its accounts: they are remembered at their next sign-in.
  const { device, tags } = kept?.keyId === keyId ? kept : { device: randomBytes(16).toString("base64url"), tags: [] };
  const tag = tagOf({ keyId, device }, account);
  return [keyId, device, ...[tag, ...tags.filter((other) => other !== tag)].slice(0, MOST_ACCOUNTS)].join(".");
}

type Kept = { keyId: string; device: string; tags: string[] };

function readCookie(cookie: string | undefined): Kept | null {
  const [keyId = "", device = "", ...tags] = (cookie ?? "").split(".");
  if (!keyRing().has(keyId) || !DEVICE_FORM.test(device) || tags.length > MOST_ACCOUNTS) return null;
  return { keyId, device, tags };
}

function tagOf({ keyId, device }: Pick<Kept, "keyId" | "device">, account: string): string {
  const key = keyRing().derive(keyId, "usher/device/1");
  return mac(key, Buffer.from(JSON.stringify([device, account])), 16).toString("base64url");
}
