import { z } from "zod";

const timeZone = z.string().refine(isTimeZone, "Choose a time zone from the list.");
const instant = z.iso.datetime({ offset: true, error: "Enter a date and time." }).transform((text) => new Date(text));

/** An event as an organizer makes it. Times are instants; the form turns the event zone's wall time into them. */
export const eventInput = z
  .strictObject({
    name: z.string().trim().min(1, "Give the event a name.").max(120, "Use 120 characters at most."),
    slug: z
      .string()
      .trim()
      .toLowerCase()
      .min(1, "Give the event a short name.")
      .max(60, "Use 60 characters at most.")
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "Use letters, digits and single hyphens.")
      .optional(),
    venue: z.string().trim().max(160, "Use 160 characters at most.").optional(),
    timeZone,
    startsAt: instant,
    endsAt: instant,
    doorsOpenAt: instant.optional(),
    doorsCloseAt: instant.optional(),
    cap: z.coerce
      .number("Enter a number.")
      .int("Enter a whole number.")
      .min(1, "At least 1.")
      .max(1_000_000, "At most 1,000,000.")
      .default(500),
    showTicketType: z.boolean().default(false),
  })
  .refine((event) => event.endsAt > event.startsAt, { message: "It must end after it starts.", path: ["endsAt"] })
  .refine((event) => !event.doorsOpenAt || !event.doorsCloseAt || event.doorsCloseAt > event.doorsOpenAt, {
    message: "Doors must close after they open.",
    path: ["doorsCloseAt"],
  });
export type EventInput = z.output<typeof eventInput>;

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
  cap: number;
  showTicketType: boolean;
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
