import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

type ReceivedMail = { to: string[]; text: string };

/** A mail server on the loopback that speaks real SMTP. */
export type MailServer = {
  url: string;
  received: ReceivedMail[];
  /** How many of the next messages it takes and then hangs up, without a yes. */
  losses: number;
  /** How many of those after them it turns away with a temporary error. */
  refusals: number;
  close: () => Promise<void>;
};

/** Starts one on a port, or on a free one. */
export async function startMailServer(wanted = 0): Promise<MailServer> {
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const isLost = mail.losses > 0;
        if (!isLost && mail.refusals > 0) {
          mail.refusals -= 1;
          done(Object.assign(new Error("Try again later"), { responseCode: 451 }));
          return;
        }
        mail.received.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString(),
        });
        if (!isLost) return done();
        mail.losses -= 1;
        for (const connection of server.connections) connection.close();
      });
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(wanted, "127.0.0.1", resolve);
  });
  const { port } = server.server.address() as AddressInfo;
  const mail: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    received: [],
    refusals: 0,
    losses: 0,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return mail;
}
