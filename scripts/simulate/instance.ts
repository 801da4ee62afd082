import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { type MailServer, startMailServer } from "@/lib/testing/mail-server";
import { destroyDatabase, freePort, launchStart, untilServing } from "@/lib/testing/server-process";
import { buildIfStale } from "../start/build";

const demoFile = z.object({
  organization: z.string(),
  organizer: z.object({ email: z.string(), password: z.string() }),
  gateStaff: z.object({ email: z.string(), password: z.string() }),
  apiKey: z.string(),
  eventId: z.string(),
  tickets: z.array(z.object({ number: z.number(), link: z.string(), code: z.string() })),
});

/** A running Usher with its demo organization, and the mail server it sends to. */
export type Instance = {
  origin: string;
  demo: z.infer<typeof demoFile>;
  mail: MailServer;
  /** Where its data is; null for one that runs elsewhere. */
  dataDirectory: string | null;
  close: () => Promise<void>;
};

/** Starts the product as `npm start` does, in a directory of its own; `close` takes all of it away. */
export async function startInstance(): Promise<Instance> {
  await buildIfStale(process.cwd());
  const directory = await mkdtemp(path.join(tmpdir(), "usher-night-"));
  const mail = await startMailServer();
  const server = launchStart({
    port: await freePort(),
    logFile: path.join(directory, "server.log"),
    env: { USHER_DATA_DIR: directory, SMTP_URL: mail.url },
  });
  const close = async () => {
    if (!server.hasEnded()) server.signal("SIGTERM");
    await server.ended;
    await mail.close();
    await destroyDatabase(directory);
  };
  try {
    await untilServing(server);
    const demo = await readDemo(path.join(directory, "demo.json"));
    return { origin: server.origin, demo, mail, dataDirectory: directory, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Takes one that runs elsewhere, whose SMTP_URL is `smtp://127.0.0.1:<smtpPort>`. */
export async function takeInstance(given: { origin: string; demo: string; smtpPort: number }): Promise<Instance> {
  const mail = await startMailServer(given.smtpPort);
  return { origin: given.origin, demo: await readDemo(given.demo), mail, dataDirectory: null, close: mail.close };
}

async function readDemo(file: string): Promise<Instance["demo"]> {
  return demoFile.parse(JSON.parse(await readFile(file, "utf8")));
}
