import "server-only";
import { z } from "zod";

/** Why an email was not accepted, in a word of ours: the mail server's own text never leaves this file. */
type MailReason =
  /** The mail server says no to this recipient for good. */
  | "RECIPIENT_REFUSED"
  /** It asks to come again later, as for greylisting or a full mailbox. */
  | "DEFERRED"
  /** It says no to this email for good, after it has accepted sender and recipient. */
  | "MAIL_SERVER"
  /** It does not accept us: our account, our sender's address, our relaying through it, or we do not accept its certificate. */
  | "MAIL_SETTINGS"
  /** It was not reached, or had no time for anybody. */
  | "MAIL_UNREACHABLE"
  /** The connection broke once the email was on its way. */
  | "CONNECTION_LOST";

export type MailTrouble = {
  reason: MailReason;
  /** Nobody said no: the server may have taken the email all the same (RFC 1047). */
  mayHaveArrived: boolean;
};

/** What nodemailer says of a sending that failed. `command` is the step that a reply with a code answered. */
const failure = z
  .object({
    code: z.string().optional().catch(undefined),
    originalCode: z.string().optional().catch(undefined),
    command: z.string().default("").catch(""),
    response: z.string().default("").catch(""),
    responseCode: z.number().min(400).max(599).optional().catch(undefined),
    syscall: z.string().optional().catch(undefined),
    timeoutType: z.string().optional().catch(undefined),
  })
  .catch({ command: "", response: "" });
type Failure = z.output<typeof failure>;

/** Sign in first, sign in otherwise, wrong credentials (RFC 4954): of whatever step it says so. */
const SIGN_IN_CODES = [530, 534, 535, 538];
const CERTIFICATE =
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_|HOSTNAME_|ERR_TLS_CERT|ERR_SSL_WRONG_VERSION)/;

/** What stood in the way of an email, from what `send` threw. Whatever is not a clear no counts as a lost connection. */
export function mailTrouble(error: unknown): MailTrouble {
  const found = failure.parse(error);
  const reason = replyReason(found) ?? connectionReason(found);
  return reason ? { reason, mayHaveArrived: false } : { reason: "CONNECTION_LOST", mayHaveArrived: true };
}

/** Whether it is about the mail server, or about us at it, and so concerns every email. */
export function isServerTrouble({ reason }: MailTrouble): boolean {
  return ["MAIL_SETTINGS", "MAIL_UNREACHABLE", "CONNECTION_LOST"].includes(reason);
}

/** From the code of a reply and the step that it answered (RFC 5321, 4.2 and 4.3.2). */
function replyReason({ responseCode, response, command, code }: Failure): MailReason | null {
  if (code === "EAUTH" || command.startsWith("AUTH")) return "MAIL_SETTINGS";
  if (responseCode === undefined) return null;
  if (SIGN_IN_CODES.includes(responseCode)) return "MAIL_SETTINGS";
  const isFinal = responseCode >= 500;
  // "Closing the channel": it means the server, not this email, at whatever step it is said.
  if (responseCode === 421) return "MAIL_UNREACHABLE";
  if (command === "RCPT TO") {
    if (!isFinal) return "DEFERRED";
    // X.7.x is a policy, such as "relay access denied" for who has not signed in (RFC 3463): it is not about this address.
    return /^\d{3}[ -]5\.7\.\d/.test(response) ? "MAIL_SETTINGS" : "RECIPIENT_REFUSED";
  }
  if (command === "MAIL FROM") return isFinal ? "MAIL_SETTINGS" : "DEFERRED";
  if (command === "DATA") return isFinal ? "MAIL_SERVER" : "DEFERRED";
  return isFinal ? "MAIL_SETTINGS" : "MAIL_UNREACHABLE";
}

/** Without a reply: what says that it never came to the email itself. */
function connectionReason({ code, originalCode = "", syscall, timeoutType = "" }: Failure): MailReason | null {
  if (code === "ETLS" || CERTIFICATE.test(originalCode)) return "MAIL_SETTINGS";
  if (code === "EDNS" || syscall === "connect") return "MAIL_UNREACHABLE";
  if (["CONNECT_TIMEOUT", "GREETING_TIMEOUT"].includes(timeoutType)) return "MAIL_UNREACHABLE";
  // Without a reply it is an address that cannot be written into a command.
  return code === "EENVELOPE" ? "MAIL_SERVER" : null;
}
