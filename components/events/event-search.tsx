import { Search } from "lucide-react";
import Link from "next/link";
import { Button } from "../ui/button";
import { CONTROL_HEIGHT, CONTROL_LOOK } from "../ui/field";

/** Finds events by name or venue. A plain form: it works before the script has loaded, and its answer has an address. */
export function EventSearch({ home, search }: { home: string; search: string }) {
  return (
    <search>
      <form action={home} className="flex flex-wrap items-center gap-2">
        <label htmlFor="event-search" className="sr-only">
          Search events by name or venue
        </label>
        <span className="relative min-w-0 flex-1 sm:max-w-80">
          <Search
            aria-hidden
            className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-soft"
          />
          <input
            id="event-search"
            type="search"
            name="q"
            defaultValue={search}
            maxLength={120}
            placeholder="Name or venue"
            autoComplete="off"
            className={`${CONTROL_LOOK} ${CONTROL_HEIGHT} pl-9`}
          />
        </span>
        <Button type="submit">Search</Button>
        {search ? (
          <Link
            href={home}
            className="inline-flex min-h-10 items-center rounded-sm px-2 text-sm text-ink-soft underline underline-offset-4 hover:text-ink pointer-coarse:min-h-11"
          >
            All events
          </Link>
        ) : null}
      </form>
    </search>
  );
}
