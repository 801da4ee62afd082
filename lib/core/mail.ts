import "server-only";
import { createTransport } from "nodemailer";
import { z } from "zod";
import { env, origin } from "./env";

type Email = {
  /** Our own id; the Message-ID is made of it, so that a second sending is recognised as the same message. */
  id: string;
  to: string;
  /** Shown before the address that this deployment sends from. */
  fromName: string;
  subject: string;
  html: string;
  text: string;
  inline: { cid: string; contentType: string; content: Buffer }[];
};

/** Sends one email, or keeps it where there is no mail server; throws when it was not accepted. */
export type Mailer = { send: (email: Email) => Promise<"sent" | "kept"> };

const outbox: Mailer = { send: async () => "kept" };

/** Whether emails leave this deployment. Without a mail server they stay in the outbox. */
export function hasMailServer(): boolean {
  return env().SMTP_URL !== undefined;
}

/** Over SMTP when SMTP_URL is set. Without it messages stay in the built-in outbox, which renders them again when looked at. */
export function mailer(): Mailer {
  const { SMTP_URL: url, MAIL_FROM: from } = env();
  return url ? smtpMailer(url, from) : outbox;
}

/** What nodemailer says of a sending that ended before the message, or with a no (RFC 5321, 4.2.1). */
const refusal = z.union([
  z.object({ responseCode: z.number().min(400) }),
  z.object({ code: z.enum(["EAUTH", "EDNS", "EENVELOPE", "ETLS"]) }),
  z.object({ syscall: z.literal("connect") }),
  z.object({ timeoutType: z.enum(["CONNECT_TIMEOUT", "GREETING_TIMEOUT"]) }),
]);

/**
 * Whether what `send` threw says that the email reached nobody: the mail server answered no, or was never spoken to. A
 * connection that is lost on the way may have been lost after the server took the message (RFC 1047).
 */
export function wasRefused(error: unknown): boolean {
  return refusal.safeParse(error).success;
}

const slot = Symbol.for("usher.smtp");

function smtpMailer(url: string, from: string): Mailer {
  const holder = globalThis as { [slot]?: ReturnType<typeof createTransport> };
  holder[slot] ??= createTransport(url, { disableFileAccess: true, disableUrlAccess: true });
  const transport = holder[slot];
  const address = /<([^>]+)>/.exec(from)?.[1] ?? from;
  return {
    async send(email) {
      await transport.sendMail({
        messageId: `<${email.id}@${new URL(origin()).hostname}>`,
        from: { name: email.fromName, address },
        to: { name: "", address: email.to },
        subject: email.subject,
        html: email.html,
        text: email.text,
        attachments: email.inline.map((picture) => ({
          ...picture,
          filename: `${picture.cid}.png`,
          contentDisposition: "inline" as const,
        })),
      });
      return "sent";
    },
  };
}
