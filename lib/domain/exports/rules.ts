import { DateTime } from "luxon";
import { STANDING_TEXT, standingOf } from "../tickets/rules";
import type { TicketState } from "../tickets/schema";
import type { ExportKind } from "./schema";

type Cells = readonly (string | number | null)[];

export type AttendeeLine = {
  number: number;
  name: string;
  email: string;
  type: string;
  reference: string | null;
  state: TicketState;
  generation: number;
  issuedAt: Date;
  openedAt: Date | null;
  checkedInAt: Date | null;
  leftAt: Date | null;
  /** Of the last admission that stands. */
  lastInAt: Date | null;
  gate: string | null;
  device: string | null;
};

export type ScanLine = {
  id: string;
  at: Date;
  verdict: string;
  direction: string;
  number: number | null;
  name: string | null;
  gate: string | null;
  checkpoint: string | null;
  device: string;
  method: string;
  reason: string | null;
};

/** The first line of each kind of file. An attendees file can be imported again: its first columns are the import's. */
export const HEADINGS: Record<ExportKind, readonly string[]> = {
  attendees: [
    "Number",
    "Name",
    "Email",
    "Type",
    "Reference",
    "Standing",
    "Issued at",
    "Opened at",
    "Checked in at",
    "Left at",
    "Gate",
    "Device",
    "Time zone",
  ],
  scans: [
    "At",
    "Verdict",
    "Direction",
    "Number",
    "Name",
    "Gate",
    "Checkpoint",
    "Device",
    "Person",
    "Method",
    "Reason",
    "Time zone",
  ],
};

/** A moment with the offset its zone has then: "2026-09-18T20:00:00+08:00". */
export function zonedTime(at: Date | null, timeZone: string): string | null {
  return at && DateTime.fromJSDate(at, { zone: timeZone }).toISO({ suppressMilliseconds: at.getMilliseconds() === 0 });
}

export function attendeeCells(line: AttendeeLine, timeZone: string): Cells {
  const time = (at: Date | null) => zonedTime(at, timeZone);
  return [
    line.number,
    line.name,
    line.email,
    line.type,
    line.reference,
    STANDING_TEXT[standingOf(line)].label,
    time(line.issuedAt),
    time(line.openedAt),
    time(line.checkedInAt ?? line.lastInAt),
    time(line.leftAt),
    line.gate,
    line.device,
    timeZone,
  ];
}

export function scanCells(line: ScanLine, person: string, timeZone: string): Cells {
  return [
    zonedTime(line.at, timeZone),
    line.verdict,
    line.direction,
    line.number,
    line.name,
    line.gate,
    line.checkpoint,
    line.device,
    person,
    line.method,
    line.reason,
    timeZone,
  ];
}

/** A file's name that every system and header takes, whatever the event is called. */
export function exportFileName(kind: ExportKind, eventSlug: string): string {
  const safe = eventSlug
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60);
  return `${[kind, safe].filter(Boolean).join("-")}.csv`;
}
