"use client";

import { useState } from "react";
import type { GateEvent } from "@/lib/domain/check-in/schema";
import { deviceId } from "./device-settings";
import { unlockSound } from "./feedback";
import { createGateClient } from "./gate-client";
import { GateSession } from "./gate-session";
import { GateSetup, type Place } from "./gate-setup";
import { allUnansweredScans } from "./kept-scans";
import { SignOutSheet, useSignOut } from "./sign-out-sheet";
import { useGateEvents } from "./use-gate-events";
import { BROWSER_TIMERS } from "./use-scan-session";
import "./gate.css";

type GateAppProps = {
  organization: { slug: string; name: string };
  person: { name: string };
  /** The events this person may scan at. */
  events: GateEvent[];
  initialEventId?: string;
};

/** The whole scanner of one organization: set-up first, then scanning. */
export function GateApp({ organization, person, events, initialEventId }: GateAppProps) {
  const [place, setPlace] = useState<(Place & { deviceId: string }) | null>(null);
  const [client] = useState(() =>
    createGateClient({
      organization: organization.slug,
      fetch: (path, init) => fetch(path, init),
      timers: BROWSER_TIMERS,
    }),
  );
  const list = useGateEvents(client, events);
  const path = `/gate/${encodeURIComponent(organization.slug)}`;
  const signInHref = `/sign-in?next=${encodeURIComponent(path)}`;
  const { begin, ...signingOut } = useSignOut(signInHref);

  return (
    <>
      {place === null ? (
        <GateSetup
          organizationName={organization.name}
          personName={person.name}
          list={list}
          initialEventId={initialEventId}
          onStart={(chosen) => {
            unlockSound();
            setPlace({ ...chosen, deviceId: deviceId() });
          }}
          onSignOut={() => begin(allUnansweredScans())}
        />
      ) : (
        <GateSession
          client={client}
          post={{
            eventId: place.event.id,
            gateId: place.gateId,
            checkpointId: place.checkpointId,
            device: { id: place.deviceId, label: place.deviceLabel },
          }}
          event={place.event}
          direction={place.direction}
          placeName={place.event.gates.find((gate) => gate.id === place.gateId)?.name ?? null}
          personName={person.name}
          signInHref={signInHref}
          onSetup={() => {
            setPlace(null);
            list.refresh();
          }}
          onSignOut={begin}
        />
      )}
      <SignOutSheet {...signingOut} />
    </>
  );
}
