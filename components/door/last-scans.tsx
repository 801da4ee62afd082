import { CircleCheckBig, CircleSlash, LogOut, type LucideIcon, TriangleAlert, Undo2 } from "lucide-react";
import { formatInstant } from "@/lib/core/time";
import type { DoorScan } from "@/lib/domain/door/schema";
import { Badge, type Tone } from "../ui/badge";
import { Cell, Row, RowHeader, Table } from "../ui/table";
import { verdictTone, verdictWord } from "./door-words";

const COLUMNS = [
  { label: "At" },
  { label: "Guest" },
  { label: "Verdict" },
  { label: "Gate" },
  { label: "Device" },
  { label: "By" },
];

/** What was scanned last, the newest first. */
export function LastScans({ scans, timeZone }: { scans: readonly DoorScan[]; timeZone: string }) {
  return (
    <Table caption="Last scans, the newest first" columns={COLUMNS}>
      {scans.map((scan) => (
        <Row key={scan.id} className="max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-x-3">
          <Cell className="whitespace-nowrap max-md:col-start-2 max-md:row-start-1 max-md:justify-self-end max-md:self-start">
            {formatInstant(new Date(scan.at), timeZone, "exact")}
          </Cell>
          <RowHeader className="min-w-0 max-md:col-start-1 max-md:row-start-1 md:max-w-56">
            <Guest scan={scan} />
          </RowHeader>
          <Cell className="max-md:col-start-1 max-md:row-start-2">
            <VerdictBadge scan={scan} />
          </Cell>
          <Cell className="max-md:col-start-2 max-md:row-start-2 max-md:justify-self-end max-md:text-xs">
            {scan.gate ?? <span className="text-ink-soft">no gate</span>}
          </Cell>
          <Cell className="break-words max-md:col-start-1 max-md:row-start-3 max-md:text-xs max-md:text-ink-soft md:max-w-44">
            {scan.device}
          </Cell>
          <Cell className="break-words max-md:col-start-2 max-md:row-start-3 max-md:justify-self-end max-md:text-xs max-md:text-ink-soft md:max-w-44">
            {scan.person}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}

function Guest({ scan: { name, number } }: { scan: DoorScan }) {
  if (number === null) return <span className="text-ink-soft">not a ticket of this event</span>;
  return (
    <>
      {name ? <span className="font-[560] break-words">{name} </span> : null}
      <span className="text-ink-soft tabular-nums">No. {number}</span>
    </>
  );
}

const ICONS: Partial<Record<Tone, LucideIcon>> = {
  admitted: CircleCheckBig,
  "look-again": TriangleAlert,
  refused: CircleSlash,
};

function VerdictBadge({ scan: { verdict, isUndone } }: { scan: DoorScan }) {
  const word = verdictWord(verdict);
  if (isUndone) {
    return (
      <Badge tone="neutral" icon={Undo2}>
        {`${word}, undone since`}
      </Badge>
    );
  }
  const tone = verdictTone(verdict);
  return (
    <Badge tone={tone} icon={ICONS[tone] ?? (verdict === "UNDONE" ? Undo2 : LogOut)}>
      {word}
    </Badge>
  );
}
