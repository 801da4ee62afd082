"use client";
import { FileDown } from "lucide-react";
import { useActionState } from "react";
import type { ExportKind } from "@/lib/domain/exports/schema";
import { countText } from "../events/count-text";
import { Button } from "../ui/button";
import type { FormAction } from "../ui/form-action";
import { FormSummary } from "../ui/form-summary";
import { EXPORT_WORDS } from "./export-words";

type ExportStarterProps = {
  eventId: string;
  kind: ExportKind;
  /** Lines it would have. */
  count: number;
  /** True while one of this kind is being made. */
  isUnderway: boolean;
  action: FormAction<null>;
};

/** Asks for one kind of file. */
export function ExportStarter({ eventId, kind, count, isUnderway, action }: ExportStarterProps) {
  const [result, submit, isPending] = useActionState(action, null);
  const { title, about, verb, line, lines } = EXPORT_WORDS[kind];
  return (
    <form action={submit} className="flex flex-col items-start gap-4 border-t border-line py-5">
      <FormSummary scope={`export-${kind}`} result={result} />
      <div className="flex flex-col gap-1">
        <h2 className="text-base">{title}</h2>
        <p className="max-w-[34rem] text-sm text-ink-soft">{about}</p>
      </div>
      <input type="hidden" name="eventId" value={eventId} />
      <input type="hidden" name="kind" value={kind} />
      {count === 0 ? (
        <p className="text-sm text-ink-soft">
          {kind === "attendees"
            ? "Nothing to export yet: no ticket was issued."
            : "Nothing to export yet: nobody was scanned."}
        </p>
      ) : (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Button type="submit" isPending={isPending || isUnderway}>
            {isPending || isUnderway ? null : <FileDown aria-hidden />}
            {verb}
          </Button>
          <span className="text-sm text-ink-soft tabular-nums">
            {countText(count)} {count === 1 ? line : lines}
          </span>
        </div>
      )}
    </form>
  );
}
