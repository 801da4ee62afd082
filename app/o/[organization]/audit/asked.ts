import { z } from "zod";
import type { AuditAsked } from "@/components/audit/audit-filter";
import { dayBounds } from "@/lib/core/time";
import { AUDIT_AREAS, type AuditArea, type AuditFilter } from "@/lib/domain/audit/schema";

type SearchParams = Record<string, string | string[] | undefined>;

const id = z.uuid();
const area = z.enum(Object.keys(AUDIT_AREAS) as [AuditArea, ...AuditArea[]]);

/** What an address asks for; whatever is not in the form it must have says nothing. */
export function readAsked(params: SearchParams, timeZone: string): AuditAsked {
  const text = (schema: z.ZodType<string>, name: string) => schema.safeParse(params[name]).data ?? "";
  const day = z.string().refine((date) => dayBounds(date, timeZone) !== null);
  return {
    who: text(id, "who"),
    area: text(area, "area"),
    event: text(id, "event"),
    from: text(day, "from"),
    to: text(day, "to"),
  };
}

/** The same as a filter: whole days of the zone, the last one included. */
export function filterOf(asked: AuditAsked, timeZone: string): AuditFilter {
  return {
    actorId: asked.who || undefined,
    area: area.safeParse(asked.area).data,
    eventId: asked.event || undefined,
    from: dayBounds(asked.from, timeZone)?.from,
    until: dayBounds(asked.to, timeZone)?.until,
  };
}

/** The query of an address that asks for the same, from where a page ended. */
export function queryOf(asked: AuditAsked, cursor?: string): string {
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ""));
  if (cursor) query.set("cursor", cursor);
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}
