import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import path from "node:path";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

/** A mail server that keeps every message, as it came, in a file. */
export async function startMailSink(directory: string): Promise<{ url: string; close: () => Promise<void> }> {
  mkdirSync(directory, { recursive: true });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const recipient = session.envelope.rcptTo[0]?.address ?? "nobody";
        const name = path.join(directory, `${recipient}.${randomUUID()}`);
        // Moved into place, so that no reader finds half a message.
        writeFileSync(`${name}.part`, Buffer.concat(chunks));
        renameSync(`${name}.part`, `${name}.eml`);
        done();
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((done, fail) => {
    server.server.once("error", fail);
    server.listen(0, "127.0.0.1", () => done());
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    close: () => new Promise((done) => server.close(() => done())),
  };
}

/** The messages that the sink has received for an address, parsed. */
export async function mailsTo(directory: string, recipient: string): Promise<Email[]> {
  const names = readdirSync(directory).filter((name) => name.startsWith(`${recipient}.`) && name.endsWith(".eml"));
  return Promise.all(names.map((name) => PostalMime.parse(readFileSync(path.join(directory, name)))));
}
