"use client";

import { type ReactNode, useState } from "react";
import type { GateEvent } from "@/lib/domain/check-in/schema";
import { deviceId } from "./device-settings";
import { unlockSound } from "./feedback";
import { createGateClient } from "./gate-client";
import { GateSession } from "./gate-session";
import { GateSetup, type Place } from "./gate-setup";
import { useGateEvents } from "./use-gate-events";
import { BROWSER_TIMERS } from "./use-scan-session";
import "./gate.css";

type GateAppProps = {
  organization: { slug: string; name: string };
  person: { name: string };
  /** The events this person may scan at. */
  events: GateEvent[];
  initialEventId?: string;
  /** Shown on the set-up screen; the host page's own form. */
  signOutForm?: ReactNode;
};

/** The whole scanner of one organization: set-up first, then scanning. */
export function GateApp({ organization, person, events, initialEventId, signOutForm }: GateAppProps) {
  const [place, setPlace] = useState<(Place & { deviceId: string }) | null>(null);
  const [client] = useState(() =>
    createGateClient({
      organization: organization.slug,
      fetch: (path, init) => fetch(path, init),
      timers: BROWSER_TIMERS,
    }),
  );
  const list = useGateEvents(client, events);

  if (place === null) {
    return (
      <GateSetup
        organizationName={organization.name}
        personName={person.name}
        list={list}
        initialEventId={initialEventId}
        signOutForm={signOutForm}
        onStart={(chosen) => {
          unlockSound();
          setPlace({ ...chosen, deviceId: deviceId() });
        }}
      />
    );
  }
  const { event, gateId, checkpointId, direction, deviceLabel } = place;
  const path = `/gate/${encodeURIComponent(organization.slug)}`;
  return (
    <GateSession
      client={client}
      post={{ eventId: event.id, gateId, checkpointId, device: { id: place.deviceId, label: deviceLabel } }}
      event={event}
      direction={direction}
      placeName={event.gates.find((gate) => gate.id === gateId)?.name ?? null}
      signInHref={`/sign-in?next=${encodeURIComponent(path)}`}
      onSetup={() => {
        setPlace(null);
        list.refresh();
      }}
    />
  );
}
