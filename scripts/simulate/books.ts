import type { Told } from "./night";
import type { Organizer } from "./organizer";
import type { gateCounts } from "./product";

/** One thing that was counted in several places. */
export type Line = { what: string; counts: Record<string, number> };

/** What each side says of the night. */
export type Accounts = {
  /** What the devices were told, each reading with its answer, and which admissions they took back. */
  told: readonly Told[];
  undone: readonly string[];
  issued: number;
  revoked: number;
  gate: Awaited<ReturnType<typeof gateCounts>>;
  door: Awaited<ReturnType<Organizer["door"]>>;
  /** The word that each ticket's own page shows. */
  pages: readonly string[];
  /** The verdict on each line of the exported scans. */
  file: readonly string[];
};

/** Whether every place counted the same. */
export function isBalanced({ counts }: Line): boolean {
  return new Set(Object.values(counts)).size === 1;
}

/** Where everybody is, by the devices, the gate, the live door and the guests' own pages. */
export function ticketLines({ told, undone, issued, revoked, gate, door, pages }: Accounts): Line[] {
  const inside = told.filter(({ verdict, scanId }) => verdict === "ADMITTED" && !undone.includes(scanId ?? "")).length;
  const shown = (word: string) => pages.filter((page) => page === word).length;
  const line = (what: string, counts: Record<string, number>): Line => ({ what, counts });
  return [
    line("tickets issued", { devices: issued, pages: pages.length }),
    line("  revoked", { devices: revoked, pages: shown("Revoked") }),
    line("  valid", {
      devices: issued - revoked,
      gate: gate.issued,
      door: door.tickets.issued,
      pages: shown("Used") + shown("Valid"),
    }),
    line("    inside", { devices: inside, gate: gate.inside, door: door.tickets.inside, pages: shown("Used") }),
    line("    left again", { devices: 0, gate: gate.left, door: door.tickets.left }),
    line("    not come", {
      devices: issued - revoked - inside,
      gate: gate.issued - gate.inside - gate.left,
      door: door.tickets.notCome,
      pages: shown("Valid"),
    }),
  ];
}

/** Every scan, by its verdict: those that devices made, and those on record. */
export function scanLines({ told, undone, door, file }: Accounts): Line[] {
  // What was no ticket's code at all is turned away without a trace.
  const made = told.filter(({ kind }) => kind !== "something else with a QR code").map(({ verdict }) => verdict);
  made.push(...undone.map(() => "UNDONE"));
  const count = (all: readonly string[], verdict: string) => all.filter((one) => one === verdict).length;
  const verdicts = [...new Set([...made, ...file])].sort();
  const lines = verdicts.map((verdict): Line => {
    const refusals = door.refusals.find((one) => one.verdict === verdict)?.count ?? 0;
    const atDoor = verdict === "UNDONE" ? door.undone : refusals;
    const counts = { devices: count(made, verdict), file: count(file, verdict) };
    return { what: `  ${verdict}`, counts: verdict === "ADMITTED" ? counts : { ...counts, door: atDoor } };
  });
  return [{ what: "scans on record", counts: { devices: made.length, file: file.length } }, ...lines];
}

/** Prints the lines as a table, with a column for each place that counts. */
export function printBooks(lines: readonly Line[]): void {
  const sources = [...new Set(lines.flatMap(({ counts }) => Object.keys(counts)))];
  const first = Math.max(...lines.map(({ what }) => what.length));
  const row = (what: string, cells: string[], end: string) =>
    console.log(`${what.padEnd(first)}  ${cells.map((cell) => cell.padStart(8)).join("")}  ${end}`.trimEnd());
  row("", sources, "");
  for (const line of lines) {
    const cells = sources.map((source) => line.counts[source]?.toString() ?? "");
    row(line.what, cells, isBalanced(line) ? "" : "DOES NOT BALANCE");
  }
}
