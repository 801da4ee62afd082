import "server-only";
import { base32nopad } from "@scure/base";
import { AppError } from "@/lib/core/errors";
import { hashSecret, keyRing, mac, sameBytes } from "@/lib/core/keys";

const SECRET_BYTES = 20;

/** What stands in the place of a secret. */
export const MASKED_SECRET = "••••";

/** What an invitation's secret is derived from. */
export type InvitationSecretSource = { tenantId: string; invitationId: string; keyId: string };

/**
 * Derives the secret in an invitation's link: HMAC-SHA256 of its id under an HKDF key of the app key, salted with the tenant,
 * cut to 160 bits. Held in memory only. Throws when the key ring lacks the key.
 */
export function deriveInvitationSecret({ tenantId, invitationId, keyId }: InvitationSecretSource): string {
  const id = Buffer.from(invitationId.replaceAll("-", ""), "hex");
  return base32nopad.encode(mac(keyRing().derive(keyId, "usher/invite/1", tenantId), id, SECRET_BYTES));
}

/** What the database keeps of a secret. */
export function invitationHash(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hashSecret(secret));
}

/** The secret again, for printing. Throws KEY_MISMATCH unless its hash is the stored one: a wrong key prints nothing. */
export function invitationSecretForPrint(source: InvitationSecretSource, storedHash: Uint8Array): string {
  if (!keyRing().has(source.keyId)) throw new AppError("KEY_MISMATCH");
  const secret = deriveInvitationSecret(source);
  if (!sameBytes(invitationHash(secret), storedHash)) throw new AppError("KEY_MISMATCH");
  return secret;
}
