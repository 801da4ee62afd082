import path from "node:path";
import type { DemoFile } from "@/lib/entry/demo";

export type Welcome = { origin: string; note: string | undefined; demo: DemoFile | null; dataDirectory: string };

/** Says where to go and how to sign in. Demo passwords only: they open nothing but the demo. */
export function printWelcome({ origin, note, demo, dataDirectory }: Welcome): void {
  const lines = ["", `Usher is running at ${origin}`, ""];
  if (note) lines.push(note, "");
  if (demo) {
    lines.push(
      `  Organizer   ${demo.organizer.email}   ${demo.organizer.password}`,
      `              ${origin}/o/${demo.organization}`,
      `  Gate staff  ${demo.gateStaff.email}        ${demo.gateStaff.password}`,
      `              ${origin}/gate/${demo.organization}`,
      "",
      "To admit somebody: sign in as the organizer, open the event, issue a ticket to yourself and open its email in the",
      "outbox. Then open the gate and scan the code with a camera, drop a picture of it, or type what stands below it.",
      "",
      `All of this, an API key and 200 tickets: ${path.join(dataDirectory, "demo.json")}`,
      "",
    );
  }
  console.log(lines.join("\n"));
}
