import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { checkSync } from "recheck";

// The build in JavaScript, in this very process: the same everywhere, with nothing to start.
process.env.RECHECK_SYNC_BACKEND = "pure";

/** Milliseconds; far beyond what a pattern takes that can be judged at all, so that a busy machine decides nothing. */
const PATIENCE_MS = 60_000;
const VERSION = "4.5.0";
/** Up to here a repetition is judged by its automaton, which is exact, and not by trying texts. */
const LONGEST_REPEAT = 300;

/** What was found safe before: a pattern does not change, and some take a second. */
export type Known = Set<string>;

/** Why an input may be made that takes this pattern more than linear time; null for a safe one. Notes it in `known`. */
export function judgePattern({ source, flags }: { source: string; flags: string }, known: Known): string | null {
  const key = `${VERSION} /${source}/${flags}`;
  if (known.has(key)) return null;
  const found = checkSync(source, flags, { timeout: PATIENCE_MS, randomSeed: 0, maxRepeatCount: LONGEST_REPEAT });
  if (found.status === "vulnerable") return `${found.complexity.summary}, as for ${found.attack.pattern.slice(0, 120)}`;
  if (found.status === "unknown") return `cannot be judged (${found.error.kind}); write it more simply`;
  known.add(key);
  return null;
}

/** Reads what an earlier run kept; nothing where there was none. */
export function readKnown(file: string): Known {
  try {
    const kept: unknown = JSON.parse(readFileSync(file, "utf8"));
    return new Set(Array.isArray(kept) ? kept.map(String) : []);
  } catch {
    return new Set();
  }
}

export function keepKnown(file: string, known: Known): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify([...known].sort()));
}
