import { CheckCheck, Clock, type LucideIcon, MailCheck, MailX, Send, TriangleAlert } from "lucide-react";
import type { MessageState } from "@/lib/domain/messages/schema";
import { Badge, type Tone } from "../ui/badge";

const LOOKS: Record<MessageState, { label: string; tone: Tone; icon: LucideIcon }> = {
  queued: { label: "Queued", tone: "plain", icon: Clock },
  sending: { label: "Sending", tone: "plain", icon: Send },
  sent: { label: "Sent", tone: "plain", icon: MailCheck },
  delivered: { label: "Delivered", tone: "plain", icon: CheckCheck },
  // Amber: somebody has to look at these again before the guest has a ticket in hand.
  bounced: { label: "Bounced", tone: "look-again", icon: MailX },
  failed: { label: "Failed", tone: "look-again", icon: TriangleAlert },
};

export function MessageStateBadge({ state }: { state: MessageState }) {
  const { label, tone, icon } = LOOKS[state];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}
