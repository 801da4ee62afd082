import { Ban, CircleCheck, CircleSlash, LogOut, type LucideIcon, RefreshCw, Ticket, Undo2 } from "lucide-react";
import { STANDING_TEXT, type TicketStanding } from "@/lib/domain/tickets/rules";
import { Badge, type Tone } from "../ui/badge";

/** The colours say what the gate would say. */
const LOOKS: Record<TicketStanding, { tone: Tone; icon: LucideIcon }> = {
  valid: { tone: "plain", icon: Ticket },
  used: { tone: "admitted", icon: CircleCheck },
  left: { tone: "neutral", icon: LogOut },
  replaced: { tone: "look-again", icon: RefreshCw },
  revoked: { tone: "refused", icon: Ban },
  refunded: { tone: "refused", icon: Undo2 },
  unpaid: { tone: "refused", icon: CircleSlash },
};

export function TicketStandingBadge({ standing }: { standing: TicketStanding }) {
  const { tone, icon } = LOOKS[standing];
  return (
    <Badge tone={tone} icon={icon}>
      {STANDING_TEXT[standing].label}
    </Badge>
  );
}
