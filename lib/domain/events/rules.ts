import { AppError, type FieldErrors } from "@/lib/core/errors";
import { addDays, formatInstant, instantToWallTime, isDateInRange } from "@/lib/core/time";
import type { EventStatus } from "./schema";

/** From which states an event may go where. */
export const EVENT_MOVES = {
  publish: { from: ["draft"], to: "published" },
  end: { from: ["published"], to: "ended" },
  reopen: { from: ["ended"], to: "published" },
  cancel: { from: ["draft", "published"], to: "cancelled" },
} as const satisfies Record<string, { from: readonly EventStatus[]; to: EventStatus }>;
export type EventMove = keyof typeof EVENT_MOVES;

/** Whether tickets may still be issued. A draft may: organizers hand out tickets before they publish. */
export function mayIssue(status: EventStatus): boolean {
  return status === "draft" || status === "published";
}

const NAMES = ["name", "venue"] as const;
const ALL = [
  ...NAMES,
  "slug",
  "timeZone",
  "startsAt",
  "endsAt",
  "doorsOpenAt",
  "doorsCloseAt",
  "capacity",
  "showTicketType",
  "reentry",
] as const;
export type EventField = (typeof ALL)[number];
/** What is edited of an event. */
export type EventValues = {
  name: string;
  venue?: string | null;
  slug: string;
  timeZone: string;
  startsAt: Date;
  endsAt: Date;
  doorsOpenAt?: Date | null;
  doorsCloseAt?: Date | null;
  capacity: number;
  showTicketType: boolean;
  reentry: boolean;
};

/** An event as it is read beside its counters, with its capacity among its own values. */
export function withCapacity<Row extends { counters: { capacity: number } | null }>({ counters, ...event }: Row) {
  return { ...event, capacity: counters?.capacity ?? 0 };
}

/** What may be edited in which state. What is over keeps what its scans were judged by; a name can always be put right. */
export const EDITABLE: Record<EventStatus, readonly EventField[]> = {
  draft: ALL,
  published: ALL,
  ended: NAMES,
  cancelled: NAMES,
};

/** Whether ticket types, gates and checkpoints may be added, changed and removed. */
export function mayArrange(status: EventStatus): boolean {
  return status === "draft" || status === "published";
}

/**
 * The fields in which an edit differs from what is stored. A moment counts as changed when the field that shows it would:
 * forms know minutes, and of an hour that the clocks show twice only the first.
 */
export function changedFields(stored: EventValues, edit: EventValues): EventField[] {
  const shown = (values: EventValues, field: EventField) => {
    const value = values[field];
    return value instanceof Date ? instantToWallTime(value, values.timeZone) : (value ?? "");
  };
  // Another zone makes other moments of the same wall times.
  const isMoved = (field: EventField) => stored.timeZone !== edit.timeZone && edit[field] instanceof Date;
  return ALL.filter((field) => shown(stored, field) !== shown(edit, field) || isMoved(field));
}

/** What to say beside a field that somebody else has saved differently meanwhile; a moment is said in its zone. */
export function savedText(value: EventValues[EventField], timeZone = "UTC"): string {
  if (value instanceof Date) return `Saved now: ${formatInstant(value, timeZone, "moment")}.`;
  if (typeof value === "boolean") return `Saved now: ${value ? "on" : "off"}.`;
  return value ? `Saved now: “${value}”.` : "Saved now: nothing.";
}

/**
 * Throws CONFLICT when somebody saved since the edit's `revision` was read. `saved` says beside each field in which the edit
 * differs what is stored now.
 */
export function assertSeen(edit: { revision: number }, stored: { revision: number }, saved: FieldErrors): void {
  if (edit.revision !== stored.revision) throw new AppError("CONFLICT", { facts: { typed: "kept" }, fields: saved });
}

/** Said where a change of clocks would bring times out of order. */
export const CLOCKS_CHANGE = "The clocks change there and then, and times would come out of order. Choose another.";

/** The times some days later by the zone's calendar, each at the same clock time. */
export function laterTimes<Times extends Record<string, Date | null>>(
  times: Times,
  shift: { timeZone: string; days: number },
): Times {
  const later = Object.entries(times).map(([name, at]) => [name, at && addDays(at, shift.timeZone, shift.days)]);
  return Object.fromEntries(later);
}

/** Throws VALIDATION_FAILED with `fields` when one of the times has been moved out of the years that we keep. */
export function assertDatesInRange(times: Record<string, Date | null>, fields: FieldErrors): void {
  const isKept = Object.values(times).every((at) => at === null || isDateInRange(at));
  if (!isKept) throw new AppError("VALIDATION_FAILED", { fields });
}

/** What an event has several of, in an order, with names of their own: ticket types, gates, checkpoints. */
type Part = { id: string; name: string };
export const MOST_PARTS = 50;

/** Throws VALIDATION_FAILED at the name when another part has it, whatever the case, or, for a new one, when there are too many. */
export function assertPartFits(parts: readonly Part[], wish: { id?: string; name: string }): void {
  const isTaken = parts.some(({ id, name }) => id !== wish.id && name.toLowerCase() === wish.name.toLowerCase());
  if (isTaken) refuseName("This event already has one of that name.");
  if (wish.id === undefined && parts.length >= MOST_PARTS) refuseName(`An event has at most ${MOST_PARTS} of them.`);
}

function refuseName(text: string): never {
  throw new AppError("VALIDATION_FAILED", { fields: { name: text } });
}

/** Throws NOT_FOUND when the part is not among them, and LAST_ONE when it is the only one. */
export function assertMayGo(parts: readonly Part[], id: string): void {
  if (!parts.some((part) => part.id === id)) throw new AppError("NOT_FOUND");
  if (parts.length === 1) throw new AppError("LAST_ONE");
}

/** The position of a new part behind the others. */
export function placeBehind(parts: readonly { position: number }[]): number {
  return (parts.at(-1)?.position ?? -1) + 1;
}

export const PLACES = ["up", "down"] as const;
export type Place = (typeof PLACES)[number];

/** The ids with one of them a place further up or down, as they were at the end of the row. Throws NOT_FOUND when it is not among them. */
export function movedBy(parts: readonly Part[], { id, place }: { id: string; place: Place }): string[] {
  const ids = parts.map((part) => part.id);
  const from = ids.indexOf(id);
  if (from < 0) throw new AppError("NOT_FOUND");
  const moved = ids.toSpliced(from, 1);
  return moved.toSpliced(Math.max(0, from + (place === "up" ? -1 : 1)), 0, id);
}

/** A short name for addresses, from an event's name: letters without accents, digits, hyphens; "event" if nothing is left. */
export function slugFrom(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 50)
    .replace(/-$/, "");
  return plain || "event";
}
