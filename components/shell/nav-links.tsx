"use client";
import { clsx } from "clsx";
import { CalendarDays, History, type LucideIcon, ScanLine, Send, Users } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";

export type NavLinksProps = {
  organization: string;
  canSeeEvents: boolean;
  canSeeOutbox: boolean;
  canSeeTeam: boolean;
  canSeeAudit: boolean;
  canScan: boolean;
};
type Entry = { href: string; label: string; icon: LucideIcon; isCurrent: boolean };

export function NavLinks({ organization, ...may }: NavLinksProps) {
  const path = usePathname();
  const home = `/o/${organization}`;
  const events = {
    href: home,
    label: "Events",
    icon: CalendarDays,
    isCurrent: path === home || path.startsWith(`${home}/events`),
  };
  const below = (name: string, look: Pick<Entry, "label" | "icon">): Entry => {
    const href = `${home}/${name}`;
    return { href, ...look, isCurrent: path === href || path.startsWith(`${href}/`) };
  };
  const entries: Entry[] = [
    ...(may.canSeeEvents ? [events] : []),
    ...(may.canSeeOutbox ? [below("outbox", { label: "Outbox", icon: Send })] : []),
    ...(may.canSeeTeam ? [below("team", { label: "Team", icon: Users })] : []),
    ...(may.canSeeAudit ? [below("audit", { label: "Audit", icon: History })] : []),
    ...(may.canScan ? [{ href: `/gate/${organization}`, label: "Gate", icon: ScanLine, isCurrent: false }] : []),
  ];
  return (
    // On a phone the words alone stand in one row; a narrower one scrolls it.
    <nav aria-label="Main" className="max-sm:overflow-x-auto max-sm:px-1 max-sm:[scrollbar-width:none]">
      <ul className="flex max-sm:w-max sm:gap-1">
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
              <Icon aria-hidden className="size-4 max-sm:hidden" />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
