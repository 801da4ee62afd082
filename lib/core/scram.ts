import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

/** The form in which PostgreSQL stores a password: sent like this, the password itself is in no statement, log or statistic. */
export function scramVerifier(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, 4096, 32, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  const storedKey = createHash("sha256").update(clientKey).digest("base64");
  const serverKey = createHmac("sha256", salted).update("Server Key").digest("base64");
  return `SCRAM-SHA-256$4096:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}

/** 192 random bits, of characters that need no escaping in an address. */
export function newPassword(): string {
  return randomBytes(24).toString("base64url");
}
