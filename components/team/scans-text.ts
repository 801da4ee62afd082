import { SCANS_COUNTED } from "@/lib/domain/members/schema";
import { countText } from "../events/count-text";

/** "204"; "1,000+" from where it is no longer counted. */
export function scansText(count: number): string {
  return count < SCANS_COUNTED ? countText(count) : `${countText(SCANS_COUNTED)}+`;
}
