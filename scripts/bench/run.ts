import "./environment";
import { sections } from "./registry";
import { tidy } from "./tidy";

/** Runs one section in this process and sends its rows to the one that started it. */
async function main([name = "", ...flags]: string[]): Promise<void> {
  const section = sections[name];
  if (!section) throw new Error(`There is no section ${name}.`);
  const rows = await section({ isQuick: flags.includes("--quick") });
  process.send?.(rows);
}

async function end(code: number): Promise<void> {
  await tidy();
  process.exit(code);
}

process.once("uncaughtException", (error) => {
  console.error(error);
  void end(1);
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void end(1));
main(process.argv.slice(2)).then(
  () => end(0),
  (error: unknown) => {
    console.error(error);
    return end(1);
  },
);
