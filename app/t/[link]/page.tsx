import { clsx } from "clsx";
import { CalendarPlus } from "lucide-react";
import type { Metadata } from "next";
import { CodeCard } from "@/components/ticket-page/code-card";
import { Fact, Facts } from "@/components/ticket-page/facts";
import { KeepAwake } from "@/components/ticket-page/keep-awake";
import { StateBanner } from "@/components/ticket-page/state-banner";
import { STATE_LOOK, stateOf } from "@/components/ticket-page/ticket-state";
import { buttonLook } from "@/components/ui/button-look";
import { formatInstant, formatRange, zoneName, zoneOffset } from "@/lib/core/time";
import { openHeldTicket } from "@/lib/entry/held-ticket";

export const metadata: Metadata = {
  // Not the event's name: titles end in histories and on shared screens.
  title: "Your ticket",
  robots: { index: false, follow: false },
  referrer: "no-referrer",
  // Some phones would make a call of "17-K7QF".
  formatDetection: { telephone: false, date: false, address: false },
};

type Props = {
  params: Promise<{ link: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function TicketPage({ params, searchParams }: Props) {
  // An organizer who looks at the email in the outbox is not the holder.
  const opening = (await searchParams).from === "outbox" ? "uncounted" : "counted";
  const { ticket, organization } = await openHeldTicket((await params).link, opening);
  const { event } = ticket;
  const state = stateOf(ticket);
  const size = STATE_LOOK[state].code;
  const usedAt = ticket.checkedInAt && formatInstant(ticket.checkedInAt, event.timeZone, "moment");
  return (
    <main className="grid min-h-dvh content-start px-4 py-6 sm:content-center">
      <article
        className={clsx(
          "mx-auto grid w-full max-w-md gap-4",
          // Sideways the code stands beside the words, or else it would have only what height they leave.
          size === "large" &&
            "sm:max-w-xl sm:landscape:max-w-6xl sm:landscape:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] sm:landscape:grid-rows-[auto_auto_1fr] sm:landscape:gap-x-8 lg:landscape:gap-x-12",
        )}
      >
        <header className="min-w-0">
          <p className="text-sm wrap-anywhere text-ink-soft">
            <bdi>{organization.name}</bdi>
          </p>
          <h1 className="mt-1 text-xl wrap-anywhere">
            <bdi>{event.name}</bdi>
          </h1>
          <p className="mt-2 tabular-nums">
            {formatRange(event.startsAt, event.endsAt, event.timeZone)}{" "}
            <span className="block text-sm text-ink-soft">
              {`${zoneName(event.timeZone)} (${zoneOffset(event.timeZone, event.startsAt)})`}
            </span>
          </p>
        </header>
        <StateBanner state={state} usedAt={usedAt} />
        {size !== "none" && (
          <div
            className={clsx(
              "min-w-0",
              size === "large" && "sm:landscape:col-start-1 sm:landscape:row-span-3 sm:landscape:row-start-1",
            )}
          >
            <KeepAwake />
            <CodeCard code={ticket.secrets.code} typed={ticket.typed} number={ticket.number} size={size} />
          </div>
        )}
        <div className="grid min-w-0 content-start gap-6">
          <Facts>
            {ticket.holderName && <Fact label="Name">{ticket.holderName}</Fact>}
            <Fact label="Ticket">{`Number ${ticket.number}, ${ticket.type}`}</Fact>
            {event.doorsOpenAt && (
              <Fact label="Doors open">{formatInstant(event.doorsOpenAt, event.timeZone, "moment")}</Fact>
            )}
            {event.venue && <Fact label="Where">{event.venue}</Fact>}
          </Facts>
          {size === "large" && (
            <>
              <p className="print:hidden">
                <a href={`/t/${ticket.secrets.link}/calendar`} className={buttonLook("secondary")}>
                  <CalendarPlus aria-hidden />
                  Add to calendar
                </a>
              </p>
              <p className="text-sm text-ink-soft">
                Keep this page to yourself: whoever has it can go in with your ticket. It also works saved or printed.
              </p>
            </>
          )}
        </div>
      </article>
    </main>
  );
}
