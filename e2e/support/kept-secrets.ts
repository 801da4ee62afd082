import { appendFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { runDirectory } from "./world";

const line = z.object({ kind: z.string(), value: z.string().min(6) });
export type KeptSecret = z.infer<typeof line>;

const file = () => path.join(runDirectory(), "secrets.jsonl");

/** Notes a secret that the run has seen, for the search at its end. */
export function keepSecret(kind: string, value: string): void {
  appendFileSync(file(), `${JSON.stringify({ kind, value })}\n`, { mode: 0o600 });
}

/** Every secret noted so far. */
export function keptSecrets(): KeptSecret[] {
  if (!existsSync(file())) return [];
  return readFileSync(file(), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((text) => line.parse(JSON.parse(text)));
}
