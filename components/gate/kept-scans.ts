import { VERDICT_LOOK } from "@/lib/domain/check-in/rules";
import { directionOf, type Fields, isFields, shiftOf, textOf } from "./gate-answers";
import { HISTORY_LENGTH, INITIAL_SCAN_STATE, noAnswer, type PastScan, type ScanState } from "./scan-state";
import type { Moved, RememberedTicket } from "./scan-step";
import { isAsked } from "./scan-words";

// What of a device's scans outlives a reload of the page: numbers, outcomes and times, and what an undo needs. Names are
// personal data and codes open doors, so neither is written anywhere.

/** The part of a state that may be stored, as text. A request without an answer yet is stored as one that got none. */
export function keptScans({ step, history, lastMoved }: ScanState, now: number): string {
  const isOpen = step.at === "confirming" || step.at === "undoing";
  const scans = isOpen ? [{ ...noAnswer(step), id: 0, now }, ...history] : history;
  return JSON.stringify({
    scans: scans.map(({ now, ticket, outcome, asked }) => ({ now, outcome, asked, number: ticket?.number ?? null })),
    moved: lastMoved && {
      checkInId: lastMoved.checkInId,
      direction: lastMoved.direction,
      number: lastMoved.ticket.number,
      shift: lastMoved.shift,
      gateId: lastMoved.gateId,
      receivedAt: lastMoved.receivedAt,
    },
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function ticketIn({ number }: Fields): RememberedTicket | null {
  return typeof number === "number" ? { name: null, number } : null;
}

function scanIn(fields: unknown): Omit<PastScan, "id"> | null {
  if (!isFields(fields) || typeof fields.now !== "number") return null;
  const [outcome, asked] = [textOf(fields, "outcome") ?? "", textOf(fields, "asked") ?? ""];
  if (!Object.hasOwn(VERDICT_LOOK, outcome) && outcome !== "NO_ANSWER" && outcome !== "FAILED") return null;
  return {
    now: fields.now,
    outcome: outcome as PastScan["outcome"],
    asked: isAsked(asked) ? asked : null,
    ticket: ticketIn(fields),
  };
}

function movedIn(fields: unknown): Moved | null {
  if (!isFields(fields) || typeof fields.receivedAt !== "number") return null;
  const [checkInId, direction, ticket] = [textOf(fields, "checkInId"), directionOf(fields), ticketIn(fields)];
  if (checkInId === undefined || direction === undefined || ticket === null) return null;
  const rest = { shift: shiftOf(fields), gateId: textOf(fields, "gateId") ?? null };
  return { checkInId, direction, ticket, ...rest, receivedAt: fields.receivedAt };
}

/** The state to begin with, given what `keptScans` once said; as at first where that cannot be read. */
export function fromKeptScans(text: string | null): ScanState {
  const kept = parse(text ?? "");
  if (!isFields(kept) || !Array.isArray(kept.scans)) return INITIAL_SCAN_STATE;
  const scans = kept.scans.map(scanIn).filter((scan) => scan !== null);
  const history = scans.slice(0, HISTORY_LENGTH).map((scan, index) => ({ ...scan, id: scans.length - index }));
  return { ...INITIAL_SCAN_STATE, history, lastMoved: movedIn(kept.moved) };
}

/** The scans of a history, newest first, whose end nobody knows: no answer came, and the ticket was not scanned again since. */
export function unansweredScans(history: readonly PastScan[]): PastScan[] {
  return history.filter(({ outcome, ticket }, index) => {
    const isAnswered = (later: PastScan) => later.outcome !== "NO_ANSWER" && later.ticket?.number === ticket?.number;
    return outcome === "NO_ANSWER" && !history.slice(0, index).some(isAnswered);
  });
}

const PREFIX = "usher.gate.scans.";
const key = (eventId: string) => `${PREFIX}${eventId}`;

function keptKeys(): string[] {
  try {
    return Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return [];
  }
}

/** The scans without an answer that this tab stored, of every event. */
export function allUnansweredScans(): PastScan[] {
  const events = keptKeys().map((name) => fromKeptScans(sessionStorage.getItem(name)).history);
  return events.flatMap(unansweredScans).map((scan, index) => ({ ...scan, id: index }));
}

let isForgotten = false;

/** Forgets the scans of every event, for another person takes the device. What this page still does is not stored any more. */
export function forgetKeptScans(): void {
  isForgotten = true;
  for (const name of keptKeys()) sessionStorage.removeItem(name);
}

/** What this tab stored for an event; null where there is nothing, or no storage. */
export function loadKeptScans(eventId: string): string | null {
  try {
    return sessionStorage.getItem(key(eventId));
  } catch {
    return null;
  }
}

/** Stores for this tab, until it is closed. Where storage is refused the scans last as long as the page. */
export function storeKeptScans(eventId: string, text: string): void {
  if (isForgotten) return;
  try {
    sessionStorage.setItem(key(eventId), text);
  } catch {}
}
