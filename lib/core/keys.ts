import "server-only";
import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { env } from "./env";

/** What a derived key is for. Each purpose is a key of its own, so that one leaking says nothing of the others. */
export type KeyPurpose =
  | "usher/qr/1"
  | "usher/link/1"
  | "usher/check/1"
  | "usher/invite/1"
  | "usher/session/1"
  | "usher/device/1"
  | "usher/sign-in/1"
  | "usher/preview/1"
  | "usher/key-check/1";

/** The deployment's app keys. The first is used for new things, the others only to read old ones. */
export class KeyRing {
  readonly currentId: string;
  readonly #secrets = new Map<string, Buffer>();
  readonly #derived = new Map<string, Buffer>();

  /** Throws when the list is empty, holds an id twice, or a key of less than 32 bytes. */
  constructor(keys: { id: string; secret: string }[]) {
    const first = keys[0];
    if (!first) throw new Error("USHER_KEYS holds no key.");
    for (const { id, secret } of keys) {
      const bytes = Buffer.from(secret, "base64");
      if (bytes.length < 32) throw new Error(`The key "${id}" in USHER_KEYS has less than 32 bytes.`);
      if (this.#secrets.has(id)) throw new Error(`The key id "${id}" stands twice in USHER_KEYS.`);
      this.#secrets.set(id, bytes);
    }
    this.currentId = first.id;
  }

  get ids(): string[] {
    return [...this.#secrets.keys()];
  }

  has(keyId: string): boolean {
    return this.#secrets.has(keyId);
  }

  /** What the database keeps to know this key by: it tells two keys apart and says nothing of either. Throws when the ring lacks the key. */
  checkValue(keyId: string): Buffer {
    return this.derive(keyId, "usher/key-check/1");
  }

  /** 32 bytes for one purpose (HKDF-SHA256, RFC 5869); `salt` narrows it to one tenant. Throws when the ring lacks the key. */
  derive(keyId: string, purpose: KeyPurpose, salt = ""): Buffer {
    const cacheKey = `${keyId}|${purpose}|${salt}`;
    const known = this.#derived.get(cacheKey);
    if (known) return known;
    const secret = this.#secrets.get(keyId);
    if (!secret) throw new Error(`No key "${keyId}" in USHER_KEYS.`);
    const derived = Buffer.from(hkdfSync("sha256", secret, salt, purpose, 32));
    // A deployment has few keys and purposes but many tenants; start anew rather than grow for ever.
    if (this.#derived.size > 5000) this.#derived.clear();
    this.#derived.set(cacheKey, derived);
    return derived;
  }
}

const slot = Symbol.for("usher.keys");
type Holder = { [slot]?: KeyRing };

/** This process's keys, from USHER_KEYS. Throws when there are none: the start makes them for the embedded database only. */
export function keyRing(): KeyRing {
  const holder = globalThis as Holder;
  if (!holder[slot]) {
    const keys = env().USHER_KEYS;
    if (!keys) throw new Error("USHER_KEYS is not set. Make one with: npm run keys");
    holder[slot] = new KeyRing(keys);
  }
  return holder[slot];
}

/** Puts another ring in place, for a start that generated keys and for tests of rotation. */
export function setKeyRing(ring: KeyRing): void {
  (globalThis as Holder)[slot] = ring;
}

/** A new app key in the form USHER_KEYS takes. */
export function generateKey(id: string): string {
  return `${id}:${randomBytes(32).toString("base64")}`;
}

/** SHA-256 of a secret: what the database keeps in its place. Only for secrets of 128 bits and more. */
export function hashSecret(secret: string | Uint8Array): Buffer {
  return createHash("sha256").update(secret).digest();
}

/** HMAC-SHA256, cut to `bytes`. */
export function mac(key: Uint8Array, data: Uint8Array, bytes = 32): Buffer {
  return createHmac("sha256", key).update(data).digest().subarray(0, bytes);
}

/** Compares without telling by its time where two values differ. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A random secret of 256 bits, in base64url. */
export function randomSecret(): string {
  return randomBytes(32).toString("base64url");
}
