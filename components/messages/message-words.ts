import { ERROR_STATUS } from "@/lib/core/errors";
import { type MessageState, type MessageView, SEND_TRIES, type TEMPLATES } from "@/lib/domain/messages/schema";

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

const FAILURES: Record<string, string> = {
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
  WITHDRAWN: "Not sent: by then the invitation was withdrawn, accepted or too old.",
};

type Failed = Pick<MessageView, "failure" | "state" | "mayHaveArrived">;

/** Why a message did not go out, whether it may have all the same, and whether it will be tried again by itself. */
export function failureText({ failure, state, mayHaveArrived }: Failed): string {
  if (failure === null) return "";
  const withdrawn = Object.hasOwn(WITHDRAWN, failure) ? WITHDRAWN[failure] : undefined;
  if (withdrawn) return withdrawn;
  const known = Object.hasOwn(FAILURES, failure) ? FAILURES[failure] : undefined;
  const last =
    known ?? (Object.hasOwn(ERROR_STATUS, failure) ? "The email could not be prepared." : "It could not be sent.");
  const reason = mayHaveArrived ? `${last} It may have arrived all the same.` : last;
  if (state === "failed") return `${reason} Given up after ${SEND_TRIES} tries.`;
  return state === "queued" || state === "sending" ? `${reason} It will be tried again.` : reason;
}
