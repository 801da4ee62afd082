import type { FoundTicket, GateCounts, GateEvent, GateSearchResult } from "@/lib/domain/check-in/schema";
import type { TicketStanding } from "@/lib/domain/tickets/rules";
import { directionOf, type Fields, isFields, shownTicketOf, textOf } from "./gate-answers";
import { STANDING_WORD } from "./scan-words";

// The lists and counts of the gate, read by hand for the reason that stands in gate-answers.ts.

/** Every element read, or null when it is no list or one of them cannot be. */
function listOf<T>(value: unknown, read: (fields: Fields) => T | null): T[] | null {
  if (!Array.isArray(value)) return null;
  const all = value.map((one) => (isFields(one) ? read(one) : null));
  return all.some((one) => one === null) ? null : all.filter((one) => one !== null);
}

function countOf(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function namedOf(fields: Fields): { id: string; name: string } | null {
  const [id, name] = [textOf(fields, "id"), textOf(fields, "name")];
  return id === undefined || name === undefined ? null : { id, name };
}

function eventOf(fields: Fields): GateEvent | null {
  const named = namedOf(fields);
  const [timeZone, startsAt, endsAt] = [
    textOf(fields, "timeZone"),
    textOf(fields, "startsAt"),
    textOf(fields, "endsAt"),
  ];
  const gates = listOf(fields.gates, namedOf);
  const checkpoints = listOf(fields.checkpoints, (one) => {
    const checkpoint = namedOf(one);
    const direction = directionOf(one);
    return checkpoint && direction ? { ...checkpoint, direction } : null;
  });
  if (!named || timeZone === undefined || startsAt === undefined || endsAt === undefined || !gates || !checkpoints)
    return null;
  const may = isFields(fields.may) ? fields.may : {};
  return {
    ...named,
    venue: textOf(fields, "venue") ?? null,
    timeZone,
    startsAt,
    endsAt,
    reentry: fields.reentry === true,
    gates,
    checkpoints,
    may: { type: may.type === true, search: may.search === true, undoAny: may.undoAny === true },
  };
}

/** The events in a body, or null when the body is not such a list. */
export function readEvents(body: unknown): GateEvent[] | null {
  return isFields(body) ? listOf(body.events, eventOf) : null;
}

function standingOf(fields: Fields): TicketStanding | null {
  const value = textOf(fields, "standing");
  return value !== undefined && Object.hasOwn(STANDING_WORD, value) ? (value as TicketStanding) : null;
}

function foundOf(fields: Fields): FoundTicket | null {
  const [id, ticket, standing] = [textOf(fields, "id"), shownTicketOf(fields), standingOf(fields)];
  return id === undefined || ticket === undefined || standing === null ? null : { id, ...ticket, standing };
}

/** The found tickets in a body, or null when the body is not such an answer. */
export function readSearch(body: unknown): GateSearchResult | null {
  const tickets = isFields(body) ? listOf(body.tickets, foundOf) : null;
  return tickets && { tickets };
}

/** The counts in a body, or null when the body is none. */
export function readCounts(body: unknown): GateCounts | null {
  if (!isFields(body)) return null;
  const [issued, inside, left] = [countOf(body.issued), countOf(body.inside), countOf(body.left)];
  const lately = isFields(body.event) ? countOf(body.event.admittedLast5Min) : null;
  if (issued === null || inside === null || left === null || lately === null) return null;
  const admitted = isFields(body.gate) ? countOf(body.gate.admitted) : null;
  const gate =
    admitted === null ? null : { admitted, at: isFields(body.gate) ? (textOf(body.gate, "at") ?? null) : null };
  return { issued, inside, left, gate, event: { admittedLast5Min: lately } };
}
