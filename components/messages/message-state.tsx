import { CheckCheck, Clock, Inbox, type LucideIcon, MailCheck, MailX, Send, TriangleAlert } from "lucide-react";
import type { MessageState } from "@/lib/domain/messages/schema";
import { Badge, type Tone } from "../ui/badge";
import { DEFERRED_TEXT, MESSAGE_STATE_TEXT } from "./message-words";

const LOOKS: Record<MessageState, { tone: Tone; icon: LucideIcon }> = {
  queued: { tone: "plain", icon: Clock },
  sending: { tone: "plain", icon: Send },
  kept: { tone: "plain", icon: Inbox },
  sent: { tone: "plain", icon: MailCheck },
  delivered: { tone: "plain", icon: CheckCheck },
  // Amber: somebody has to look at these again before the guest has a ticket in hand.
  bounced: { tone: "look-again", icon: MailX },
  failed: { tone: "look-again", icon: TriangleAlert },
};

/** A state in a word; `isDeferred` for one that is queued for another try. */
export function MessageStateBadge({ state, isDeferred = false }: { state: MessageState; isDeferred?: boolean }) {
  const { tone, icon } = LOOKS[state];
  return (
    <Badge tone={tone} icon={icon}>
      {isDeferred ? DEFERRED_TEXT : MESSAGE_STATE_TEXT[state]}
    </Badge>
  );
}
