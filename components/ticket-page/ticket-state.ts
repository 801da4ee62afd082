import {
  BanknoteX,
  CalendarX2,
  CircleCheck,
  DoorOpen,
  History,
  type LucideIcon,
  ReceiptText,
  TicketCheck,
  TicketX,
} from "lucide-react";
import { STANDING_TEXT, type TicketStanding } from "@/lib/domain/tickets/rules";

/** What the holder is told: how the ticket stands, or that its event will not happen. */
export type HolderState = TicketStanding | "cancelled";

type StateLook = {
  label: string;
  sentence: string;
  icon: LucideIcon;
  tone: "neutral" | "look-again" | "refused";
  /** `small` lets staff check a used ticket, and cannot be taken for one that opens the door. */
  code: "large" | "small" | "none";
};

// The tones are those the gate gives the same ticket.
export const STATE_LOOK: Record<HolderState, StateLook> = {
  valid: { ...STANDING_TEXT.valid, icon: CircleCheck, tone: "neutral", code: "large" },
  used: { ...STANDING_TEXT.used, icon: TicketCheck, tone: "look-again", code: "small" },
  left: { ...STANDING_TEXT.left, icon: DoorOpen, tone: "neutral", code: "large" },
  replaced: { ...STANDING_TEXT.replaced, icon: History, tone: "look-again", code: "none" },
  revoked: { ...STANDING_TEXT.revoked, icon: TicketX, tone: "refused", code: "none" },
  refunded: { ...STANDING_TEXT.refunded, icon: BanknoteX, tone: "refused", code: "none" },
  unpaid: { ...STANDING_TEXT.unpaid, icon: ReceiptText, tone: "refused", code: "none" },
  cancelled: {
    label: "Event cancelled",
    sentence: "The organizer has cancelled this event.",
    icon: CalendarX2,
    tone: "refused",
    code: "none",
  },
};

/** What to tell the holder. Of a ticket that opens nothing anyway its own state says more than the event's. */
export function stateOf(ticket: { standing: TicketStanding; event: { status: string } }): HolderState {
  const isAlive = ["valid", "used", "left"].includes(ticket.standing);
  return isAlive && ticket.event.status === "cancelled" ? "cancelled" : ticket.standing;
}
