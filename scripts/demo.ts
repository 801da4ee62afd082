import "./start/environment";
import path from "node:path";
import { database } from "@/lib/core/db/database";
import { env } from "@/lib/core/env";
import { ensureDemo } from "@/lib/entry/demo";
import { printWelcome } from "./start/welcome";

async function main(): Promise<void> {
  process.env.LOG_LEVEL ||= "warn";
  const dataDirectory = path.resolve(env().USHER_DATA_DIR);
  const demo = await ensureDemo(dataDirectory);
  printWelcome({ origin: demo.origin, note: undefined, demo, dataDirectory });
  await database().close();
}

main().catch((error: unknown) => {
  console.error(`The demo was not made: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
