import "server-only";
import { base32nopad } from "@scure/base";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { hashSecret, type KeyPurpose, keyRing, mac, sameBytes } from "@/lib/core/keys";
import { CODE_PREFIX } from "./rules";

const SECRET_BYTES = 20;

/** One generation of one ticket: what its secrets are derived from. */
export type TicketSecretSource = { tenantId: string; ticketId: string; generation: number; keyId: string };

/** The ticket's two secrets and its check letters. Held in memory only; the database has their hashes. */
export type TicketSecrets = { code: string; link: string; check: string };

/** What stands in the place of secrets. */
export const MASKED: TicketSecrets = { code: "••••", link: "••••", check: "••••" };

/** The ticket for somebody who may look at its email but not use it: dots where its secrets were. */
export function maskTicket<T extends { number: number; secrets: TicketSecrets; typed: string }>(ticket: T): T {
  return { ...ticket, secrets: MASKED, typed: typedForm(ticket.number, MASKED.check) };
}

function derive(source: TicketSecretSource, purpose: KeyPurpose, bytes: number): Buffer {
  const message = Buffer.alloc(20);
  message.write(source.ticketId.replaceAll("-", ""), 0, "hex");
  message.writeUInt32BE(source.generation, 16);
  return mac(keyRing().derive(source.keyId, purpose, source.tenantId), message, bytes);
}

/**
 * Derives the secrets of one generation: HMAC-SHA256 under HKDF keys of the app key, salted with the tenant, cut to 160
 * bits. The same source prints the same secrets for ever. Throws when the key ring lacks the key.
 */
export function deriveSecrets(source: TicketSecretSource): TicketSecrets {
  return {
    code: CODE_PREFIX + base32nopad.encode(derive(source, "usher/qr/1", SECRET_BYTES)),
    link: base32nopad.encode(derive(source, "usher/link/1", SECRET_BYTES)),
    check: deriveCheck(source),
  };
}

/** The four letters (20 bits) that a typed number needs beside it. */
export function deriveCheck(source: TicketSecretSource): string {
  return base32nopad.encode(derive(source, "usher/check/1", 3)).slice(0, 4);
}

/** What the database keeps of a generation's secrets. */
export function secretHashes(secrets: TicketSecrets): {
  tokenHash: Uint8Array<ArrayBuffer>;
  linkHash: Uint8Array<ArrayBuffer>;
} {
  return { tokenHash: new Uint8Array(hashSecret(secrets.code)), linkHash: new Uint8Array(hashSecret(secrets.link)) };
}

/** The secrets again, for printing. Throws KEY_MISMATCH unless their hashes are the stored ones: a wrong key prints nothing. */
export function secretsForPrint(
  source: TicketSecretSource,
  stored: { tokenHash: Uint8Array; linkHash: Uint8Array },
): TicketSecrets {
  if (!keyRing().has(source.keyId)) throw new AppError("KEY_MISMATCH");
  const secrets = deriveSecrets(source);
  const hashes = secretHashes(secrets);
  if (!sameBytes(hashes.tokenHash, stored.tokenHash) || !sameBytes(hashes.linkHash, stored.linkHash))
    throw new AppError("KEY_MISMATCH");
  return secrets;
}

/** `17-K7QF`: what is printed under the QR code. */
export function typedForm(number: number, check: string): string {
  return `${number}-${check}`;
}

/** Retires a ticket's codes and gives it those of a new generation, in the transaction of the change that asks for them. */
export async function renewCode(ctx: Ctx, { ticketId, generation }: { ticketId: string; generation: number }) {
  const keyId = keyRing().currentId;
  const secrets = deriveSecrets({ tenantId: ctx.tenant.id, ticketId, generation, keyId });
  await ctx.db.ticketCode.updateMany({ where: { ticketId, retiredAt: null }, data: { retiredAt: ctx.now } });
  await ctx.db.ticketCode.create({
    data: { tenantId: ctx.tenant.id, ticketId, generation, keyId, ...secretHashes(secrets), createdAt: ctx.now },
  });
}
