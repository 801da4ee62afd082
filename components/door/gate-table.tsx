import { formatInstant } from "@/lib/core/time";
import type { DoorView } from "@/lib/domain/door/schema";
import { countText } from "../events/count-text";
import { Cell, Row, RowHeader, Table } from "../ui/table";

/** What each gate has done. */
export function GateTable({ door: { gates, event } }: { door: DoorView }) {
  const hasOut = event.isReentry || gates.some(({ out }) => out > 0);
  const right = { align: "right" as const };
  return (
    <Table
      caption="Gates"
      columns={[
        { label: "Gate" },
        { label: "Admitted", ...right },
        ...(hasOut ? [{ label: "Out", ...right }] : []),
        { label: "Refused", ...right },
        { label: "Last scan", ...right },
      ]}
    >
      {gates.map((gate) => (
        <Row key={gate.id ?? "none"} className="max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-x-4">
          <RowHeader className="min-w-0 font-[560] break-words">{gate.name ?? "No gate named"}</RowHeader>
          <Cell label="Admitted" align="right" className="max-md:col-start-1 max-md:row-start-2 max-md:text-xs">
            {countText(gate.admitted)}
          </Cell>
          {hasOut ? (
            <Cell label="Out" align="right" className="max-md:col-start-1 max-md:row-start-3 max-md:text-xs">
              {countText(gate.out)}
            </Cell>
          ) : null}
          <Cell
            label="Refused"
            align="right"
            className="max-md:col-start-2 max-md:row-start-2 max-md:justify-self-end max-md:text-xs"
          >
            {countText(gate.refused)}
          </Cell>
          <Cell
            align="right"
            className="whitespace-nowrap max-md:col-start-2 max-md:row-start-1 max-md:justify-self-end"
          >
            {gate.lastAt ? (
              formatInstant(new Date(gate.lastAt), event.timeZone, "clock")
            ) : (
              <span className="text-ink-soft">no scan yet</span>
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
