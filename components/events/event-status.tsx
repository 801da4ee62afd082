import { Ban, CircleDashed, CircleDot, Flag, type LucideIcon } from "lucide-react";
import type { EventStatus } from "@/lib/domain/events/schema";
import { Badge, type Tone } from "../ui/badge";

const LOOKS: Record<EventStatus, { label: string; tone: Tone; icon: LucideIcon }> = {
  draft: { label: "Draft", tone: "neutral", icon: CircleDashed },
  published: { label: "Published", tone: "accent", icon: CircleDot },
  ended: { label: "Ended", tone: "neutral", icon: Flag },
  // Red, since the gate refuses everybody who comes with a ticket of it.
  cancelled: { label: "Cancelled", tone: "refused", icon: Ban },
};

export function EventStatusBadge({ status }: { status: EventStatus }) {
  const { label, tone, icon } = LOOKS[status];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}
