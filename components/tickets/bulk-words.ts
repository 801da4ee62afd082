import type { BulkAct } from "@/lib/domain/tickets/rules";
import { countText, ticketsText } from "../events/count-text";

type Chosen = {
  /** How many are chosen, and whether that is all that a filter finds. */
  count: number;
  isAll: boolean;
  /** How many of them the act would take; null where there are too many to count. */
  taken: number | null;
  /** " of this event" or " that match …", said of all. */
  narrowed: string;
};

const LEFT_OUT: Record<BulkAct, { one: string; more: string }> = {
  resend: { one: "is not valid", more: "are not valid" },
  revoke: { one: "is revoked or refunded already", more: "are revoked or refunded already" },
};

/**
 * How a dialog names the tickets that an act takes: by number, in full with what narrows them, for its button, and what it
 * says of the chosen ones that it leaves out ("" when it takes all).
 */
export function bulkWords(act: BulkAct, { count, isAll, taken, narrowed }: Chosen) {
  if (taken === null) {
    const named = `all of more than ${countText(count)} tickets`;
    return { named, which: `${named}${narrowed}`, counted: "them all", leftOut: "" };
  }
  const isWhole = taken === count;
  const named = isAll && isWhole ? `all ${ticketsText(taken)}` : ticketsText(taken);
  const rest = count - taken;
  const why = rest === 1 ? LEFT_OUT[act].one : LEFT_OUT[act].more;
  return {
    named,
    which: isAll ? `${named}${narrowed}` : named,
    counted: ticketsText(taken),
    leftOut: isWhole ? "" : ` Left out: ${countText(rest)} chosen that ${why}.`,
  };
}
