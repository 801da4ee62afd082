import type { ImportCounts, ImportView, Reason } from "@/lib/domain/imports/schema";
import { countText } from "../events/count-text";

const REASON_WORDS: Record<Reason["code"], string> = {
  MISSING_NAME: "without a name",
  NAME_TOO_LONG: "with too long a name",
  MISSING_EMAIL: "without an email",
  BAD_EMAIL: "with a broken email",
  UNKNOWN_TYPE: "of an unknown type",
  REFERENCE_TOO_LONG: "with too long a reference",
  DUPLICATE: "twice in the list",
  ON_LIST: "with a ticket already",
  OVER_CAP: "over the limit",
};

type CountLineProps = {
  counts: ImportCounts;
  reasons: ImportView["reasons"];
  words: { issue: string; refused: string };
};

/** How many get a ticket and how many do not, large, and why not, small. */
export function CountLine({ counts, reasons, words }: CountLineProps) {
  return (
    <div className="flex flex-col gap-3">
      <dl className="grid grid-cols-2 border-y border-line sm:max-w-[34rem]">
        <Figure count={counts.issue} name={words.issue} />
        <Figure count={counts.refused} name={words.refused} />
      </dl>
      {reasons.length > 0 ? (
        <p className="max-w-[42rem] text-sm text-ink-soft tabular-nums">
          {reasons.map(({ code, rows }) => `${countText(rows)} ${REASON_WORDS[code]}`).join(" · ")}
        </p>
      ) : null}
    </div>
  );
}

function Figure({ count, name }: { count: number; name: string }) {
  return (
    <div className="flex min-w-0 flex-col-reverse border-l border-line py-4 pl-4 first:border-l-0 first:pl-0 sm:pl-6">
      <dt className="text-xs text-ink-soft">{name}</dt>
      <dd className="text-xl font-[560] tabular-nums sm:text-2xl">{countText(count)}</dd>
    </div>
  );
}
