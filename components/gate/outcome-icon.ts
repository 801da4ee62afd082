import {
  Ban,
  CalendarX,
  CircleAlert,
  CircleCheckBig,
  ClockAlert,
  DoorClosed,
  DoorOpen,
  HandCoins,
  LogOut,
  type LucideIcon,
  OctagonX,
  ReceiptText,
  RefreshCw,
  ScanLine,
  TriangleAlert,
  Undo2,
  WifiOff,
} from "lucide-react";
import type { PastScan } from "./scan-state";

const ICONS = {
  INVALID: OctagonX,
  WRONG_EVENT: CalendarX,
  EVENT_NOT_OPEN: DoorClosed,
  REPLACED: RefreshCw,
  REVOKED: Ban,
  REFUNDED: ReceiptText,
  UNPAID: HandCoins,
  ALREADY_CHECKED_IN: TriangleAlert,
  OUTSIDE_WINDOW: ClockAlert,
  NOT_INSIDE: DoorOpen,
  READY: ScanLine,
  ADMITTED: CircleCheckBig,
  CHECKED_OUT: LogOut,
  UNDONE: Undo2,
  NO_ANSWER: WifiOff,
  FAILED: CircleAlert,
} as const satisfies Record<PastScan["outcome"], LucideIcon>;

/** Each outcome's own sign, so that colour never carries it alone. */
export function outcomeIcon(outcome: PastScan["outcome"]): LucideIcon {
  return ICONS[outcome];
}
