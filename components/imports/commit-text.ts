import type { ImportCounts } from "@/lib/domain/imports/schema";
import { countText, ticketsText } from "../events/count-text";

/** "Issue 412 tickets, leave 9 out". */
export function commitText({ issue, refused }: ImportCounts): string {
  return refused === 0 ? `Issue ${ticketsText(issue)}` : `Issue ${ticketsText(issue)}, leave ${countText(refused)} out`;
}
