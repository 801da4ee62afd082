import "server-only";
import { createTransport } from "nodemailer";
import { env, origin } from "./env";
import { isServerTrouble, mailTrouble } from "./mail-trouble";
import { outageLog } from "./outage-log";

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

/** Sends one email, or keeps it where there is no mail server; throws when it was not accepted; `mailTrouble` says why. */
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

/** Milliseconds until a server that does not answer is given up: a try must end, for others wait behind it. */
const PATIENCE = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000 };

const slot = Symbol.for("usher.smtp");
type Connection = {
  url: string;
  transport: ReturnType<typeof createTransport>;
  outage: ReturnType<typeof outageLog>;
};
type Holder = { [slot]?: Connection };

function smtpMailer(url: string, from: string): Mailer {
  const holder = globalThis as Holder;
  if (holder[slot]?.url !== url) {
    const transport = createTransport({ url, ...PATIENCE, disableFileAccess: true, disableUrlAccess: true });
    holder[slot] = { url, transport, outage: outageLog("mail server") };
  }
  const { transport, outage } = holder[slot];
  const address = /<([^<>]+)>/.exec(from)?.[1] ?? from;
  return {
    async send(email) {
      const sending = transport.sendMail({
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
      await sending.then(
        () => outage.worked(),
        (error: unknown) => {
          // A no to one email is its own trouble; this is everybody's, and each message alone would tell nobody.
          if (isServerTrouble(mailTrouble(error))) outage.failed(error);
          throw error;
        },
      );
      return "sent";
    },
  };
}
