"use client";

import { type ReactNode, useState } from "react";
import type { GateEvent } from "@/lib/domain/check-in/schema";
import { deviceId } from "./device-settings";
import { unlockSound } from "./feedback";
import { createGateClient } from "./gate-client";
import { GateSession } from "./gate-session";
import { GateSetup, type Place } from "./gate-setup";
import { BROWSER_TIMERS } from "./use-scan-session";
import "./gate.css";

type GateAppProps = {
  organization: { slug: string; name: string };
  person: { name: string };
  /** The events this person may scan at. */
  events: GateEvent[];
  /** Whether this person may type numbers. The server decides again. */
  canType: boolean;
  initialEventId?: string;
  /** Shown on the set-up screen; the host page's own form. */
  signOutForm?: ReactNode;
};

/** The whole scanner of one organization: set-up first, then scanning. */
export function GateApp({ organization, person, events, canType, initialEventId, signOutForm }: GateAppProps) {
  const [place, setPlace] = useState<(Place & { deviceId: string }) | null>(null);
  const [client] = useState(() =>
    createGateClient({
      organization: organization.slug,
      fetch: (path, init) => fetch(path, init),
      timers: BROWSER_TIMERS,
    }),
  );

  if (place === null) {
    return (
      <GateSetup
        organizationName={organization.name}
        personName={person.name}
        events={events}
        initialEventId={initialEventId}
        signOutForm={signOutForm}
        onStart={(chosen) => {
          unlockSound();
          setPlace({ ...chosen, deviceId: deviceId() });
        }}
      />
    );
  }
  const { event, gateId, checkpointId, deviceLabel } = place;
  const path = `/gate/${encodeURIComponent(organization.slug)}`;
  return (
    <GateSession
      client={client}
      post={{ eventId: event.id, gateId, checkpointId, device: { id: place.deviceId, label: deviceLabel } }}
      eventName={event.name}
      placeName={event.gates.find((gate) => gate.id === gateId)?.name ?? null}
      timeZone={event.timeZone}
      canType={canType}
      signInHref={`/sign-in?next=${encodeURIComponent(path)}`}
      onSetup={() => setPlace(null)}
    />
  );
}
