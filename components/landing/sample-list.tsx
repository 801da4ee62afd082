import { MailCheck, MailOpen } from "lucide-react";
import { Badge } from "../ui/badge";

const GUESTS = [
  { number: 16, name: "Ben Cruz", isOpened: true },
  { number: 17, name: "Ana Reyes", isOpened: true },
  { number: 18, name: "Mei Tan", isOpened: false },
];

/** Three lines of an organizer's list. */
export function SampleList() {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface-raised px-4">
      {GUESTS.map((guest) => (
        <li key={guest.number} className="flex items-center gap-3 py-3 text-sm">
          <span className="w-6 text-right text-ink-soft tabular-nums">{guest.number}</span>
          <span className="flex-1 font-[560]">{guest.name}</span>
          <Badge tone="plain" icon={guest.isOpened ? MailOpen : MailCheck}>
            {guest.isOpened ? "Opened" : "Sent"}
          </Badge>
        </li>
      ))}
    </ul>
  );
}
