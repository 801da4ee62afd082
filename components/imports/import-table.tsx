import { CircleAlert, CircleCheck, CircleDashed, Hourglass, type LucideIcon } from "lucide-react";
import Link from "next/link";
import { formatInstant } from "@/lib/core/time";
import type { ImportState, ImportSummary } from "@/lib/domain/imports/schema";
import { countText } from "../events/count-text";
import { Badge, type Tone } from "../ui/badge";
import { NotYet } from "../ui/not-yet";
import { Cell, Row, RowHeader, Table } from "../ui/table";

const COLUMNS = [
  { label: "File" },
  { label: "State" },
  { label: "Uploaded" },
  { label: "Guests", align: "right" as const },
  { label: "Issued", align: "right" as const },
  { label: "Left out", align: "right" as const },
];

const STATES: Record<ImportState, { label: string; tone: Tone; icon: LucideIcon }> = {
  preview: { label: "Nothing issued yet", tone: "neutral", icon: CircleDashed },
  queued: { label: "Waiting", tone: "accent", icon: Hourglass },
  running: { label: "Issuing", tone: "accent", icon: Hourglass },
  done: { label: "Done", tone: "plain", icon: CircleCheck },
  failed: { label: "Stopped", tone: "look-again", icon: CircleAlert },
};

type ImportTableProps = { imports: ImportSummary[]; timeZone: string; importHref: string };

export function ImportTable({ imports, timeZone, importHref }: ImportTableProps) {
  return (
    <Table caption="Imports, the latest first" columns={COLUMNS}>
      {imports.map(({ importId, fileName, rows, state, createdAt, progress }) => (
        <Row key={importId}>
          <RowHeader className="max-md:min-w-0">
            <Link
              href={`${importHref}/${importId}`}
              className="rounded-sm font-[560] break-all underline-offset-4 hover:underline pointer-coarse:py-2"
            >
              {fileName}
            </Link>
          </RowHeader>
          <Cell className="max-md:justify-self-end">
            <Badge {...STATES[state]}>{STATES[state].label}</Badge>
          </Cell>
          <Cell className="max-md:text-xs md:whitespace-nowrap">{formatInstant(createdAt, timeZone, "short")}</Cell>
          <Cell label="Guests" align="right" className="max-md:justify-self-end max-md:text-xs">
            {countText(rows)}
          </Cell>
          <Cell label={progress ? "Issued" : undefined} align="right" className="max-md:text-xs">
            {progress ? countText(progress.done - progress.refused) : <NotYet />}
          </Cell>
          <Cell
            label={progress ? "Left out" : undefined}
            align="right"
            className="max-md:justify-self-end max-md:text-xs"
          >
            {progress ? countText(progress.refused) : <NotYet />}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
