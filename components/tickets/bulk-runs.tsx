import type { RunKind, RunView } from "@/lib/domain/runs/schema";
import { RunProgress } from "../runs/run-progress";

const WORDS: Partial<Record<RunKind, { doing: string; done: string; refused: string }>> = {
  "tickets.resend-many": { doing: "Queueing emails again", done: "Emails queued again", refused: "left out" },
  "tickets.revoke-many": { doing: "Revoking tickets", done: "Tickets revoked", refused: "not possible" },
};

/** Work on many tickets that goes on at this moment, or has just ended. */
export function BulkRuns({ runs }: { runs: RunView[] }) {
  if (runs.length === 0) return null;
  return (
    <section
      aria-label="Work on many tickets"
      className="flex flex-col gap-4 rounded-md border border-line bg-surface-raised px-4 py-3"
    >
      {runs.map((run) => {
        const words = WORDS[run.kind];
        return words ? <RunProgress key={run.id} run={run} {...words} /> : null;
      })}
    </section>
  );
}
