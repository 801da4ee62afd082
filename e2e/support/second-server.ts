import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { noteProcess } from "@/lib/testing/run-directory";
import { freePort, launchStart, type ServerProcess } from "@/lib/testing/server-process";
import { keepSecret } from "./kept-secrets";
import type { World } from "./world";

/** Runs the start script once more, with its output where the search for secrets looks. */
export async function launch(
  world: World,
  env: Record<string, string>,
  { port, npmScript }: { port?: number; npmScript?: "start" | "worker" } = {},
): Promise<ServerProcess> {
  const logFile = path.join(world.directory, `server-${randomUUID()}.log`);
  const server = launchStart({ port: port ?? (await freePort()), logFile, env, npmScript });
  await noteProcess(world.directory, server.pid);
  return server;
}

/** What a second process needs to serve the run's own database. */
export function besideTheFirst(world: World): Record<string, string> {
  return { ...world.database.settings, USHER_KEYS: world.keys, WORKER: "off" };
}

const demoFile = z.object({
  apiKey: z.string(),
  eventId: z.string(),
  organizer: z.object({ password: z.string() }),
  tickets: z.array(z.object({ number: z.number(), code: z.string(), link: z.string() })),
});

/** The demo of a data directory, whose secrets are kept for the search. */
export function demoOf(dataDirectory: string): z.infer<typeof demoFile> {
  const demo = demoFile.parse(JSON.parse(readFileSync(path.join(dataDirectory, "demo.json"), "utf8")));
  keepSecret("API key", demo.apiKey);
  keepSecret("password", demo.organizer.password);
  for (const { code, link } of demo.tickets) {
    keepSecret("ticket code", code);
    keepSecret("ticket link", link.split("/t/")[1] ?? "");
  }
  return demo;
}
