"use client";
import { clsx } from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";

type EventTabsProps = {
  eventHref: string;
  may: { issue: boolean; seeDoor: boolean; export: boolean; manage: boolean };
};

/** The pages of one event. */
export function EventTabs({ eventHref, may }: EventTabsProps) {
  const path = usePathname();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    // On a narrow phone the row scrolls: the present page stands in sight. Not by scrollIntoView, after which the Tab key goes on
    // from there and never comes to the skip link.
    const [row, current] = [list.current?.parentElement, list.current?.querySelector("[aria-current]")];
    if (!path || !row || !current) return;
    const [around, tab] = [row.getBoundingClientRect(), current.getBoundingClientRect()];
    row.scrollLeft += tab.left + tab.width / 2 - (around.left + around.width / 2);
  }, [path]);
  const tabs = [
    { href: eventHref, label: "Tickets", isCurrent: path === eventHref || path.startsWith(`${eventHref}/tickets`) },
    ...(may.issue ? [tab("import", "Import")] : []),
    ...(may.seeDoor ? [tab("door", "Door")] : []),
    ...(may.export ? [tab("exports", "Exports")] : []),
    ...(may.manage ? [tab("settings", "Settings")] : []),
  ];
  function tab(folder: string, label: string) {
    const href = `${eventHref}/${folder}`;
    return { href, label, isCurrent: path.startsWith(href) };
  }
  if (tabs.length < 2) return null;
  return (
    <nav
      aria-label="This event"
      className="-mx-4 overflow-x-auto border-b border-line px-4 [scrollbar-width:none] sm:mx-0 sm:px-0"
    >
      <ul ref={list} className="flex w-max gap-5 sm:gap-6">
        {tabs.map(({ href, label, isCurrent }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={isCurrent ? "page" : undefined}
              className={clsx(
                "-mb-px flex min-h-10 items-center border-b-2 text-sm whitespace-nowrap pointer-coarse:min-h-11",
                isCurrent ? "border-ink font-[560] text-ink" : "border-transparent text-ink-soft hover:text-ink",
              )}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
