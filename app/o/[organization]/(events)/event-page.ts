import { z } from "zod";
import { isDateInRange } from "@/lib/core/time";
import type { EventListInput } from "@/lib/domain/events/schema";

/** Which stretch of the events an address shows. */
export type EventPage = { search: string; part: "coming" | "past" | null; after: EventListInput["after"] };

type Params = Record<string, string | string[] | undefined>;

const cursor = z
  .string()
  .regex(/^\d{1,15}\.[0-9a-f-]{36}$/)
  .transform((text) => ({ startsAt: new Date(Number(text.slice(0, -37))), id: text.slice(-36) }))
  .pipe(z.object({ startsAt: z.date().refine(isDateInRange), id: z.uuid() }));

/** Reads an address; what makes no sense in it counts as left out. */
export function readEventPage(params: Params): EventPage {
  const text = (name: string) => (typeof params[name] === "string" ? params[name] : "");
  const after = cursor.safeParse(text("after"));
  const part = text("part");
  return {
    search: text("q").trim().slice(0, 120),
    part: part === "coming" || part === "past" ? part : null,
    after: after.success ? after.data : undefined,
  };
}

/** The address of the stretch behind `after`. */
export function eventPageHref(home: string, page: EventPage): string {
  const query = new URLSearchParams();
  if (page.search) query.set("q", page.search);
  if (page.part) query.set("part", page.part);
  if (page.after) query.set("after", `${page.after.startsAt.getTime()}.${page.after.id}`);
  return query.size > 0 ? `${home}?${query}` : home;
}
