import { STARTER_MAY_NOT } from "@/lib/domain/runs/schema";
import { KeepFresh } from "../shell/keep-fresh";
import { STARTER_MAY_NOT_TEXT } from "./run-words";

type RunProgressProps = {
  run: {
    state: "queued" | "running" | "done" | "failed";
    total: number;
    done: number;
    refused: number;
    failure?: string | null;
  };
  /** What is being done, as "Sending emails again". */
  doing: string;
  /** What has been done, as "Emails sent again". */
  done: string;
  /** What a refused piece is, as "not possible". */
  refused?: string;
};

const count = new Intl.NumberFormat("en");

/** How far long work is, with numbers; asks the server again by itself until it has ended, and so survives a reload. */
export function RunProgress({ run, doing, done, refused = "not possible" }: RunProgressProps) {
  const isActive = run.state === "queued" || run.state === "running";
  const share = run.total > 0 ? run.done / run.total : run.state === "done" ? 1 : 0;
  const title = run.state === "failed" ? `${doing} stopped` : isActive ? doing : done;
  const good = run.done - run.refused;
  return (
    <div className="flex flex-col gap-2">
      {isActive ? <KeepFresh seconds={1} /> : null}
      <p className="flex flex-wrap items-baseline justify-between gap-x-4 text-sm" aria-live="polite">
        <span className="font-[560]">{title}</span>
        <span className="text-ink-soft tabular-nums">
          {isActive
            ? run.state === "queued" && run.done === 0
              ? `waiting, ${count.format(run.total)} to do`
              : `${count.format(run.done)} of ${count.format(run.total)}`
            : count.format(good)}
          {run.refused > 0 ? ` · ${count.format(run.refused)} ${refused}` : ""}
        </span>
      </p>
      {run.failure === STARTER_MAY_NOT ? <p className="text-sm text-look-again">{STARTER_MAY_NOT_TEXT}</p> : null}
      {isActive ? (
        <progress
          aria-label={doing}
          max={1}
          value={share}
          className="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-ink [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-ink"
        />
      ) : null}
    </div>
  );
}
