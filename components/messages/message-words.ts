import { ERROR_STATUS } from "@/lib/core/errors";
import { formatInstant } from "@/lib/core/time";
import type { MessageState, MessageView, TEMPLATES } from "@/lib/domain/messages/schema";

const TEMPLATE_TEXT: Record<(typeof TEMPLATES)[number], string> = { ticket: "Ticket", invitation: "Invitation" };

/** What an email is about, in a word. */
export function templateText(template: string): string {
  return Object.hasOwn(TEMPLATE_TEXT, template) ? TEMPLATE_TEXT[template as keyof typeof TEMPLATE_TEXT] : template;
}

/** Each state in a word, for badges and filters. */
export const MESSAGE_STATE_TEXT: Record<MessageState, string> = {
  queued: "Queued",
  sending: "Sending",
  kept: "In outbox",
  sent: "Sent",
  delivered: "Delivered",
  bounced: "Bounced",
  failed: "Failed",
};

/** Between two tries. */
export const DEFERRED_TEXT = "Deferred";

const FAILURES: Record<string, string> = {
  RECIPIENT_REFUSED: "The mail server refused this address.",
  DEFERRED: "The mail server asked to try again later.",
  MAIL_SETTINGS: "The mail server does not accept our emails: its settings here need attention.",
  MAIL_UNREACHABLE: "The mail server could not be reached.",
  MAIL_SERVER: "The mail server did not take it.",
  RENDER_FAILED: "The email could not be written.",
  KEY_MISMATCH: "The key does not match, so its code or link could not be printed.",
  NOT_FOUND: "What it is about is gone.",
  CONNECTION_LOST: "The connection to the mail server broke.",
  CUT_OFF: "The server stopped while it was being sent.",
};

/** Not sent, and rightly so: no try will follow and none was lost. */
const WITHDRAWN: Record<string, string> = {
  SUPERSEDED: "Not sent: a newer ticket took its place.",
  REVOKED: "Not sent: the ticket was taken back first.",
  ADDRESS_CORRECTED: "Not sent: its address was corrected first.",
  ASKED_AGAIN: "Not sent: it was sent again instead of waiting for its next try.",
  WITHDRAWN: "Not sent: by then the invitation was withdrawn, accepted or too old.",
};

type Failed = Pick<MessageView, "failure" | "state" | "mayHaveArrived" | "attempts" | "nextTryAt">;

/** Whether a message waits for another try after one that failed. */
export function isDeferred({ state, nextTryAt }: Pick<MessageView, "state" | "nextTryAt">): boolean {
  return state === "queued" && nextTryAt !== null;
}

/** Why a message did not go out, whether it may have all the same, and when it will be tried again by itself. */
export function failureText(message: Failed, timeZone: string): string {
  const { failure, state, mayHaveArrived, attempts, nextTryAt } = message;
  if (failure === null) return "";
  const withdrawn = Object.hasOwn(WITHDRAWN, failure) ? WITHDRAWN[failure] : undefined;
  if (withdrawn) return withdrawn;
  const known = Object.hasOwn(FAILURES, failure) ? FAILURES[failure] : undefined;
  const last =
    known ?? (Object.hasOwn(ERROR_STATUS, failure) ? "The email could not be prepared." : "It could not be sent.");
  const reason = mayHaveArrived ? `${last} It may have arrived all the same.` : last;
  if (state === "failed") return `${reason} Given up after ${attempts === 1 ? "one try" : `${attempts} tries`}.`;
  if (isDeferred(message) && nextTryAt) return `${reason} Next try: ${formatInstant(nextTryAt, timeZone, "short")}.`;
  return state === "queued" || state === "sending" ? `${reason} It will be tried again.` : reason;
}
