import { ChevronRight } from "lucide-react";
import { formatInstant } from "@/lib/core/time";
import type { DoorView } from "@/lib/domain/door/schema";
import { countText } from "../events/count-text";
import { Cell, Row, RowHeader, Table } from "../ui/table";

/** Most rows shown; a day of a full door. */
const MOST_ROWS = 288;

/** What the chart shows, in numbers, for who cannot or would rather not read bars. */
export function MovementTable({ door: { movements, event } }: { door: DoorView }) {
  const rows = movements.slice(-MOST_ROWS).reverse();
  const hasOut = event.isReentry || movements.some(({ out }) => out > 0);
  const right = { align: "right" as const };
  return (
    <details className="group text-sm">
      <summary className="flex min-h-8 w-fit list-none items-center gap-1.5 rounded-sm text-ink-soft hover:text-ink pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 transition-transform group-open:rotate-90 motion-reduce:transition-none"
        />
        The same in numbers
      </summary>
      <div className="mt-2 max-h-80 max-w-md overflow-y-auto">
        <Table
          caption="Movements per five minutes, the latest first"
          columns={[{ label: "From" }, { label: "In", ...right }, ...(hasOut ? [{ label: "Out", ...right }] : [])]}
        >
          {rows.map((movement) => (
            <Row key={movement.at} className="max-md:grid-cols-[1fr_auto_auto] max-md:gap-x-4">
              <RowHeader className="tabular-nums">
                {formatInstant(new Date(movement.at), event.timeZone, "short")}
              </RowHeader>
              <Cell label="in" align="right">
                {countText(movement.in)}
              </Cell>
              {hasOut ? (
                <Cell label="out" align="right">
                  {countText(movement.out)}
                </Cell>
              ) : null}
            </Row>
          ))}
        </Table>
      </div>
    </details>
  );
}
