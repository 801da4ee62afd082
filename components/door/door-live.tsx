"use client";
import { MonitorUp, UserX } from "lucide-react";
import type { ReactNode } from "react";
import type { DoorView } from "@/lib/domain/door/schema";
import { EmptyState } from "../ui/empty-state";
import { LinkButton } from "../ui/link-button";
import { Notice } from "../ui/notice";
import { DoorChart } from "./door-chart";
import { DoorFigures } from "./door-figures";
import { insideNoLongerText, SHOWN_SCANS, undoneText } from "./door-words";
import { Freshness } from "./freshness";
import { GateTable } from "./gate-table";
import { LastScans } from "./last-scans";
import { MovementTable } from "./movement-table";
import { RefusalList } from "./refusal-list";
import { type DoorAddress, useDoor } from "./use-door";

type DoorLiveProps = {
  initial: DoorView;
  address: DoorAddress;
  eventHref: string;
  /** Null for who may not scan. */
  gateHref: string | null;
};

/** An event's door as it stands, kept up to date while somebody looks. */
export function DoorLive({ initial, address, eventHref, gateHref }: DoorLiveProps) {
  const { door, trouble } = useDoor(initial, address, SHOWN_SCANS);
  const noLonger = insideNoLongerText(door);
  const isScanned = door.scans.length > 0;
  return (
    <div className="flex flex-col gap-8">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <Freshness
          asOf={door.asOf}
          timeZone={door.event.timeZone}
          trouble={trouble}
          signInHref={`/sign-in?next=${encodeURIComponent(`${eventHref}/door`)}`}
        />
        <LinkButton href={`/wall/${address.organization}/${address.eventId}`} size="small">
          <MonitorUp aria-hidden />
          Show on a wall
        </LinkButton>
      </div>
      <DoorFigures door={door} />
      {noLonger ? <Notice icon={UserX}>{noLonger}</Notice> : null}
      {isScanned ? (
        <>
          {door.movements.length > 0 ? (
            <div className="flex flex-col gap-2">
              <DoorChart door={door} size="page" />
              <MovementTable door={door} />
            </div>
          ) : null}
          <div className="grid items-start gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
            <Part title="Gates">
              <GateTable door={door} />
              {undoneText(door) ? <p className="text-sm text-ink-soft">{undoneText(door)}</p> : null}
            </Part>
            <Part title="Turned away">
              <RefusalList door={door} />
            </Part>
          </div>
          <Part title="Last scans">
            <LastScans scans={door.scans} timeZone={door.event.timeZone} />
          </Part>
        </>
      ) : (
        <NothingYet hasTickets={door.tickets.issued > 0} eventHref={eventHref} gateHref={gateHref} />
      )}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-3">
      <h2 className="text-base">{title}</h2>
      {children}
    </section>
  );
}

type NothingYetProps = { hasTickets: boolean; eventHref: string; gateHref: string | null };

function NothingYet({ hasTickets, eventHref, gateHref }: NothingYetProps) {
  if (!hasTickets) {
    return (
      <EmptyState
        title="Nothing issued yet"
        action={
          <LinkButton href={eventHref} variant="primary">
            Issue tickets
          </LinkButton>
        }
      >
        Issue the first tickets. Once guests come, this page shows who is inside, how fast they come in, and at which
        gate.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="Nobody was scanned yet"
      action={
        gateHref ? (
          <LinkButton href={gateHref} variant="primary">
            Open the gate
          </LinkButton>
        ) : null
      }
    >
      Open the gate on a phone and scan the first ticket. It appears here within seconds, by itself.
    </EmptyState>
  );
}
