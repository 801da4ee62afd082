import { CircleX, Download } from "lucide-react";
import { formatInstant } from "@/lib/core/time";
import type { ExportView } from "@/lib/domain/exports/schema";
import { STARTER_MAY_NOT } from "@/lib/domain/runs/schema";
import { countText } from "../events/count-text";
import { RunProgress } from "../runs/run-progress";
import { STARTER_MAY_NOT_TEXT } from "../runs/run-words";
import { Badge } from "../ui/badge";
import { buttonLook } from "../ui/button-look";
import { Cell, Row, RowHeader, Table } from "../ui/table";
import { EXPORT_WORDS } from "./export-words";

const COLUMNS = [
  { label: "File" },
  { label: "Made" },
  { label: "By" },
  { label: "Until" },
  { label: "State", className: "w-56" },
];

type ExportListProps = { organization: string; exports: readonly ExportView[]; timeZone: string };

/** The exports that can still be downloaded, and those on their way. */
export function ExportList({ organization, exports, timeZone }: ExportListProps) {
  const time = (at: Date) => formatInstant(at, timeZone, "short");
  return (
    <Table caption="Exports, the newest first" columns={COLUMNS}>
      {exports.map((one) => (
        <Row key={one.id} className="max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-x-4">
          <RowHeader className="min-w-0">
            <span className="block font-[560]">{EXPORT_WORDS[one.kind].title}</span>
            {one.run.state === "done" ? (
              <span className="block text-xs text-ink-soft tabular-nums">
                {countText(one.run.done)} {one.run.done === 1 ? "line" : "lines"}
              </span>
            ) : null}
          </RowHeader>
          <Cell label="Made" className="whitespace-nowrap max-md:col-start-1 max-md:row-start-2 max-md:text-xs">
            {time(one.createdAt)}
          </Cell>
          <Cell label="By" className="break-words max-md:col-start-1 max-md:row-start-3 max-md:text-xs">
            {one.person}
          </Cell>
          <Cell label="Until" className="whitespace-nowrap max-md:col-start-1 max-md:row-start-4 max-md:text-xs">
            {time(one.expiresAt)}
          </Cell>
          <Cell className="max-md:col-start-2 max-md:row-span-3 max-md:row-start-1 max-md:self-start">
            <ExportState organization={organization} made={one} />
          </Cell>
        </Row>
      ))}
    </Table>
  );
}

function ExportState({ organization, made }: { organization: string; made: ExportView }) {
  const { doing, done, title } = EXPORT_WORDS[made.kind];
  if (made.run.state === "failed") {
    return (
      <Badge tone="neutral" icon={CircleX}>
        {made.run.failure === STARTER_MAY_NOT ? STARTER_MAY_NOT_TEXT : "Stopped, make it again"}
      </Badge>
    );
  }
  if (made.run.state !== "done") {
    return (
      <div className="max-md:w-44">
        <RunProgress run={made.run} doing={doing} done={done} />
      </div>
    );
  }
  return (
    // A file, not a page: Next's own link would fetch it ahead.
    <a
      href={`/api/v1/exports/${made.id}?${new URLSearchParams({ organization })}`}
      aria-label={`Download ${title.toLowerCase()}`}
      download
      className={buttonLook("secondary", "small")}
    >
      <Download aria-hidden />
      Download
    </a>
  );
}
