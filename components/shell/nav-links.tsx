"use client";
import { clsx } from "clsx";
import { CalendarDays, type LucideIcon, ScanLine, Send } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";

type NavLinksProps = { organization: string; canSeeEvents: boolean; canSeeOutbox: boolean; canScan: boolean };
type Entry = { href: string; label: string; icon: LucideIcon; isCurrent: boolean };

export function NavLinks({ organization, canSeeEvents, canSeeOutbox, canScan }: NavLinksProps) {
  const path = usePathname();
  const home = `/o/${organization}`;
  const outbox = `${home}/outbox`;
  const events = {
    href: home,
    label: "Events",
    icon: CalendarDays,
    isCurrent: path === home || path.startsWith(`${home}/events`),
  };
  const entries: Entry[] = [
    ...(canSeeEvents ? [events] : []),
    ...(canSeeOutbox ? [{ href: outbox, label: "Outbox", icon: Send, isCurrent: path.startsWith(outbox) }] : []),
    ...(canScan ? [{ href: `/gate/${organization}`, label: "Gate", icon: ScanLine, isCurrent: false }] : []),
  ];
  return (
    <nav aria-label="Main">
      <ul className="flex gap-1">
        {entries.map(({ href, label, icon: Icon, isCurrent }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={isCurrent ? "page" : undefined}
              className={clsx(
                "relative flex min-h-11 items-center gap-2 rounded-md px-3 text-sm transition-colors duration-[120ms] motion-reduce:transition-none hover:bg-ink/6",
                isCurrent
                  ? "font-[560] text-ink after:absolute after:inset-x-3 after:-bottom-px after:h-0.5 after:rounded-full after:bg-ink sm:after:-bottom-1.5"
                  : "text-ink-soft hover:text-ink",
              )}
            >
              <Icon aria-hidden className="size-4" />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
