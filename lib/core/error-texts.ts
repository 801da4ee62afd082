import type { ErrorCode, ErrorDetails } from "./errors";

/** What a person reads for each code: what is wrong and what to do. The one catalogue, so that another language can follow. */
const ERROR_TEXT = {
  VALIDATION_FAILED: "Some of this is not right yet. Check the marked fields.",
  UNAUTHENTICATED: "Sign in to go on.",
  INVALID_CREDENTIALS: "That email and password do not match. Check both and try again.",
  FORBIDDEN: "You are not allowed to do this. Ask an organizer of this organization.",
  ORGANIZATION_SUSPENDED: "This organization is suspended. Nothing can be changed or scanned until that is lifted.",
  DEVICE_REVOKED: "This device is no longer allowed to scan. Ask an organizer.",
  NOT_FOUND: "We could not find that. It may have been removed, or the address is wrong.",
  METHOD_NOT_ALLOWED: "This address does not take that kind of request.",
  CONFLICT: "Somebody changed this in the meantime. Reload and try again.",
  EMAIL_ON_ITS_WAY: "An email with this ticket is still on its way. Send another once it has gone out or failed.",
  SLUG_TAKEN: "Another event already uses this short name. Choose another one.",
  WRONG_STATE: "This cannot be done in its present state. Reload to see how it stands.",
  LAST_ADMINISTRATOR:
    "This is the last administrator, and somebody has to run the organization. Make another member administrator first.",
  LIMIT_EXCEEDED: "That would go over this event's ticket limit. Nothing was issued.",
  IN_USE: "Valid tickets still need this, so it stays. Revoke them first.",
  LAST_ONE: "An event needs at least one of these. Add another one first.",
  PREVIEW_EXPIRED: "The preview is too old. Scan the ticket again.",
  PREVIEW_STALE: "The ticket changed since it was scanned. Look again.",
  SCAN_ID_REUSED: "This scan was already used for another ticket. Scan again.",
  NOT_LAST_ADMISSION: "This ticket has moved since, so this can no longer be undone.",
  UNDO_TOO_LATE: "Five minutes have passed. Ask an organizer to undo this.",
  TOO_MANY_DEVICES:
    "Too many new devices have scanned lately. Use one that has scanned before, or try again in an hour.",
  IDEMPOTENCY_KEY_REUSED: "This Idempotency-Key was used before with a different request.",
  BODY_TOO_LARGE: "That is too large to accept.",
  UNSUPPORTED_MEDIA_TYPE: "Send this as application/json.",
  TOO_MUCH_WORK: "This takes more time or memory than one request may have. Split it into smaller parts.",
  RATE_LIMITED: "Too many tries. Wait a moment, then try again.",
  SIGN_IN_SLOWED: "Many wrong passwords were tried for this email. Wait a minute, then sign in again.",
  INTERNAL: "Something went wrong on our side. Nothing was changed. Try again, and quote the number below if it stays.",
  KEY_MISMATCH: "This ticket cannot be printed because its key does not match. Ask the operator of this server.",
  UNAVAILABLE: "The server is not ready. Try again in a moment.",
  BUSY: "Others are working on this right now. Try again in a moment.",
} as const satisfies Record<ErrorCode, string>;

/** The sentence shown for a code; never an exception's own message. */
export function errorText(code: ErrorCode, details: ErrorDetails = {}): string {
  const facts = details.facts ?? {};
  if (code === "LIMIT_EXCEEDED" && facts.capacity !== undefined && facts.remaining !== undefined) {
    const left = Number(facts.remaining);
    const room = left === 0 ? "none is left" : left === 1 ? "1 is left" : `${left} are left`;
    return `This event's limit is ${facts.capacity} tickets and ${room}. Nothing was issued.`;
  }
  if (code === "LIMIT_EXCEEDED" && facts.taken !== undefined) {
    const taken = Number(facts.taken) === 1 ? "1 ticket is" : `${facts.taken} tickets are`;
    return `${taken} valid already, so the limit cannot be lower than that. Nothing was changed.`;
  }
  if (code === "IN_USE" && facts.tickets !== undefined) {
    const tickets = Number(facts.tickets) === 1 ? "1 valid ticket is" : `${facts.tickets} valid tickets are`;
    return `${tickets} of this type, so it stays. Revoke them first.`;
  }
  if (code === "CONFLICT" && facts.typed === "kept") {
    return "Somebody saved a change while you were editing. What you typed is still here: compare the marked fields, then save again.";
  }
  if (code === "BODY_TOO_LARGE" && facts.limitKb !== undefined) {
    const limit = Number(facts.limitKb);
    return `That is larger than ${limit < 1024 ? `${limit} KB` : `${Math.floor(limit / 1024)} MB`}, the most that is accepted here.`;
  }
  if (code === "UNSUPPORTED_MEDIA_TYPE" && facts.accepted !== undefined) return `Send this as ${facts.accepted}.`;
  if (code === "RATE_LIMITED" && details.retryAfter !== undefined) {
    return `Too many tries. Try again in ${waitText(details.retryAfter)}.`;
  }
  if (code === "SIGN_IN_SLOWED" && details.retryAfter !== undefined) {
    return `Many wrong passwords were tried for this email. Wait ${waitText(details.retryAfter)}, then sign in again: the right password gets in.`;
  }
  return ERROR_TEXT[code];
}

function waitText(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}
