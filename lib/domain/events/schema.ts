import { z } from "zod";
import { DATE_RANGE_TEXT, isDateInRange } from "@/lib/core/time";

const timeZone = z.string().refine(isTimeZone, "Choose a time zone from the list.");
const instant = z.iso
  .datetime({ offset: true, error: "Enter a date and time." })
  .transform((text) => new Date(text))
  .refine(isDateInRange, DATE_RANGE_TEXT);

const eventName = z.string().trim().min(1, "Give the event a name.").max(120, "Use 120 characters at most.");
const slug = z
  .string()
  .trim()
  .toLowerCase()
  .min(1, "Give the event a short name.")
  .max(60, "Use 60 characters at most.")
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "Use letters, digits and single hyphens.");

const shape = {
  name: eventName,
  slug: slug.optional(),
  venue: z.string().trim().max(160, "Use 160 characters at most.").optional(),
  timeZone,
  startsAt: instant,
  endsAt: instant,
  doorsOpenAt: instant.optional(),
  doorsCloseAt: instant.optional(),
  capacity: z.coerce
    .number("Enter a number.")
    .int("Enter a whole number.")
    .min(1, "At least 1.")
    .max(1_000_000, "At most 1,000,000.")
    .default(500),
  showTicketType: z.boolean().default(false),
  reentry: z.boolean().optional(),
};

/** An event as an organizer makes it. Times are instants; the form turns the event zone's wall time into them. */
export const eventInput = z.strictObject(shape).superRefine(checkOrder);
export type EventInput = z.output<typeof eventInput>;

/** How often a thing had been edited when it was read. */
export const revision = z.coerce.number().int().min(1);

/** An event as an organizer leaves it after an edit; `revision` is the one that was read before. */
export const eventEdit = z
  .strictObject({ ...shape, slug, reentry: z.boolean(), eventId: z.uuid(), revision })
  .superRefine(checkOrder);
export type EventEdit = z.output<typeof eventEdit>;

/** A new draft after an event's pattern: on which day, by the calendar of its zone, it starts. */
export const eventCopy = z.strictObject({
  eventId: z.uuid(),
  name: eventName,
  startsOn: z.iso.date("Choose a date."),
});
export type EventCopy = z.output<typeof eventCopy>;

/** What is wrong with the order of an event's times, by the field to change. */
export function orderTroubles(times: {
  startsAt: Date;
  endsAt: Date;
  doorsOpenAt?: Date | null;
  doorsCloseAt?: Date | null;
}): { field: "endsAt" | "doorsOpenAt" | "doorsCloseAt"; text: string }[] {
  const { startsAt, endsAt, doorsOpenAt, doorsCloseAt } = times;
  const troubles: ReturnType<typeof orderTroubles> = [];
  if (endsAt <= startsAt) troubles.push({ field: "endsAt", text: "It must end after it starts." });
  else if (doorsOpenAt && doorsOpenAt >= endsAt)
    troubles.push({ field: "doorsOpenAt", text: "Doors must open before the event ends." });
  if (doorsOpenAt && doorsCloseAt && doorsCloseAt <= doorsOpenAt)
    troubles.push({ field: "doorsCloseAt", text: "Doors must close after they open." });
  return troubles;
}

function checkOrder(event: Parameters<typeof orderTroubles>[0], context: z.RefinementCtx): void {
  for (const { field, text } of orderTroubles(event))
    context.addIssue({ code: "custom", path: [field], message: text });
}

export const EVENT_STATUSES = ["draft", "published", "ended", "cancelled"] as const;
export type EventStatus = (typeof EVENT_STATUSES)[number];

/** An event as lists and its own page show it. */
export type EventView = {
  id: string;
  slug: string;
  name: string;
  venue: string | null;
  status: EventStatus;
  timeZone: string;
  startsAt: Date;
  endsAt: Date;
  doorsOpenAt: Date | null;
  doorsCloseAt: Date | null;
  /** Most tickets that may be valid or unpaid at once. */
  capacity: number;
  showTicketType: boolean;
  /** Whether people may leave and come in again. */
  reentry: boolean;
};

/** An event as its settings show it. */
export type EventSettings = EventView & { reentry: boolean; revision: number };

/** Which of an organization's events a list shows. A draft or published one is coming until its end has passed. */
export type EventListInput = {
  part?: "coming" | "past";
  /** A part of the name or the venue. */
  search?: string;
  /** The last event of the page before. */
  after?: { startsAt: Date; id: string };
  take?: number;
};

/** Whether the runtime knows `name` as an IANA time zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name.length > 0;
  } catch {
    return false;
  }
}
