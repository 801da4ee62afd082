import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

type ReceivedMail = { to: string[]; text: string };

/**
 * What a message meets in place of a yes: a reply with a code at one step of its way (RFC 5321), a connection that is lost
 * after the whole message was taken (`lost`), or no answer to it at all (`held`).
 */
export type Trouble =
  | { at: "greeting" | "auth" | "sender" | "recipient" | "data"; code: number; words?: string }
  | { at: "lost" }
  | { at: "held" };

/** A mail server on the loopback that speaks real SMTP. */
export type MailServer = {
  url: string;
  received: ReceivedMail[];
  /** What the next messages meet, one after the other; those behind them are taken. */
  troubles: Trouble[];
  /** How many messages are held without an answer, each on a connection of its own. */
  held: () => number;
  close: () => Promise<void>;
};

/** Starts one on a port, or on a free one. */
export async function startMailServer(wanted = 0): Promise<MailServer> {
  let held = 0;
  const troubles: Trouble[] = [];
  const received: ReceivedMail[] = [];
  /** The next trouble, when it is one of this step. */
  const meet = <At extends Trouble["at"]>(at: At): Extract<Trouble, { at: At }> | null => {
    const [next] = troubles;
    if (next?.at !== at) return null;
    troubles.shift();
    return next as Extract<Trouble, { at: At }>;
  };
  const refusal = (at: "greeting" | "auth" | "sender" | "recipient" | "data"): Error | null => {
    const trouble = meet(at);
    if (!trouble) return null;
    return Object.assign(new Error(trouble.words ?? "Not now"), { responseCode: trouble.code });
  };
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onConnect: (_session, done) => done(refusal("greeting")),
    onAuth: (_auth, _session, done) => {
      const error = refusal("auth");
      done(error, error ? undefined : { user: "sender" });
    },
    onMailFrom: (_address, _session, done) => done(refusal("sender")),
    onRcptTo: (_address, _session, done) => done(refusal("recipient")),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (meet("held")) {
          held += 1;
          return;
        }
        const error = refusal("data");
        if (error) return done(error);
        received.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString(),
        });
        if (!meet("lost")) return done();
        for (const connection of server.connections) connection.close();
      });
    },
  });
  // A client that goes away, as a killed one does, is no trouble of the server's.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(wanted, "127.0.0.1", resolve);
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    troubles,
    held: () => held,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of server.connections) connection.close();
      }),
  };
}
