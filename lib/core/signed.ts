import "server-only";
import { type KeyPurpose, keyRing, mac, sameBytes } from "./keys";

/**
 * A value that only this deployment can have written: `keyId.payload.signature`, HMAC-SHA256 under the purpose's key. It is
 * signed, not hidden. Synchronous: WebCrypto's detour costs more than the hashing, and shares its threads with password hashing.
 */
export function signValue(purpose: KeyPurpose, value: object): string {
  const keyId = keyRing().currentId;
  const body = `${keyId}.${Buffer.from(JSON.stringify(value)).toString("base64url")}`;
  return `${body}.${mac(keyRing().derive(keyId, purpose), Buffer.from(body)).toString("base64url")}`;
}

/** What `signValue` was given, under whichever key of the ring it was signed; null for anything else. */
export function readSigned(purpose: KeyPurpose, text: string): unknown {
  const [keyId = "", payload = "", signature = "", ...rest] = text.split(".");
  if (rest.length > 0 || !keyRing().has(keyId)) return null;
  const expected = mac(keyRing().derive(keyId, purpose), Buffer.from(`${keyId}.${payload}`)).toString("base64url");
  // As text, not as bytes: base64url can spell the same bytes in several ways, and a signed value has one spelling only.
  if (!sameBytes(Buffer.from(expected), Buffer.from(signature))) return null;
  try {
    return JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}
