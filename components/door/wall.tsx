"use client";
import { ArrowLeft, CloudOff } from "lucide-react";
import Link from "next/link";
import { formatInstant } from "@/lib/core/time";
import type { DoorView } from "@/lib/domain/door/schema";
import { countText } from "../events/count-text";
import { useWakeLock } from "../gate/use-wake-lock";
import { DoorChart } from "./door-chart";
import { shareTexts, TROUBLE_TEXT } from "./door-words";
import { FullScreenButton } from "./full-screen-button";
import { type DoorAddress, useDoor } from "./use-door";

type WallProps = { initial: DoorView; address: DoorAddress; backHref: string };

/** The door on a screen on the wall: few figures, huge, and no name of any guest. */
export function Wall({ initial, address, backHref }: WallProps) {
  const { door, trouble } = useDoor(initial, address, 0);
  useWakeLock();
  const { issued, inside, left, notCome, insideNoLonger } = door.tickets;
  const [insideShare] = shareTexts([inside, left, notCome]);
  const { timeZone, isReentry } = door.event;
  return (
    <main className="flex h-dvh min-h-[32rem] flex-col gap-[3vmin] overflow-hidden p-[4vmin]">
      <header className="flex items-center justify-between gap-6">
        <h1 className="line-clamp-2 min-w-0 break-words text-[max(1.25rem,4.6vmin)] leading-tight">
          {door.event.name}
        </h1>
        <div className="flex shrink-0 items-center gap-[2vmin]">
          <p className="text-[max(0.875rem,3.4vmin)] whitespace-nowrap text-ink-soft tabular-nums">
            <span className="max-sm:sr-only">as of </span>
            {formatInstant(new Date(door.asOf), timeZone, "exact")}
          </p>
          <FullScreenButton />
          <Link
            href={backHref}
            aria-label="Back to the event"
            className="grid size-11 place-items-center rounded-md text-ink-soft hover:bg-ink/6 hover:text-ink [:fullscreen_&]:hidden"
          >
            <ArrowLeft aria-hidden className="size-5" />
          </Link>
        </div>
      </header>
      <div role="status">
        {trouble ? (
          <p className="flex items-center gap-[1.5vmin] rounded-lg border-2 border-ink px-[2.5vmin] py-[1.5vmin] text-[max(1rem,3.8vmin)] leading-snug font-[560]">
            <CloudOff aria-hidden className="size-[1.1em] shrink-0" />
            {TROUBLE_TEXT[trouble]}
          </p>
        ) : null}
      </div>
      <dl className="flex flex-wrap items-end justify-between gap-x-[5vmin] gap-y-[2vmin]">
        <div className="flex flex-col">
          <dt className="text-[max(1.25rem,5vmin)] leading-none text-ink-soft">Inside</dt>
          <dd className="flex flex-wrap items-baseline gap-x-[3vmin]">
            <span className="text-[max(5rem,25vmin)] leading-[0.95] font-[640] tracking-[-0.04em] text-admitted tabular-nums">
              {countText(inside)}
            </span>
            <span className="text-[max(1.5rem,7vmin)] leading-none tabular-nums">
              {insideShare} <span className="text-ink-soft">of {countText(issued)}</span>
            </span>
          </dd>
        </div>
        <Figure name="Not come" count={notCome} />
        {isReentry || left > 0 ? <Figure name="Gone out" count={left} /> : null}
        {insideNoLonger > 0 ? <Figure name="Inside, ticket taken back" count={insideNoLonger} /> : null}
      </dl>
      <div className="min-h-0 flex-1">
        {door.movements.length > 0 ? (
          <DoorChart door={door} size="wall" />
        ) : (
          <p className="grid h-full place-items-center border-t border-line text-[max(1.25rem,5vmin)] text-ink-soft">
            The first guest is still to come
          </p>
        )}
      </div>
    </main>
  );
}

function Figure({ name, count }: { name: string; count: number }) {
  return (
    <div className="flex flex-col gap-[1vmin]">
      <dt className="max-w-[30vmin] text-[max(1rem,4vmin)] leading-none text-ink-soft">{name}</dt>
      <dd className="text-[max(2.5rem,13vmin)] leading-[0.95] font-[600] tracking-[-0.03em] tabular-nums">
        {countText(count)}
      </dd>
    </div>
  );
}
