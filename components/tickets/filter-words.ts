import { STANDING_TEXT } from "@/lib/domain/tickets/rules";
import { type EmailFilter, STANDING_FILTERS, type TicketFilter } from "@/lib/domain/tickets/schema";

export const STANDING_OPTIONS = STANDING_FILTERS.map((value) => ({ value, label: STANDING_TEXT[value].label }));

const EMAIL_TEXT: Record<EmailFilter, string> = {
  unsent: "Not sent yet",
  failed: "Failed",
  bounced: "Bounced",
  opened: "Opened",
  unopened: "Not opened",
};
export const EMAIL_OPTIONS = Object.entries(EMAIL_TEXT).map(([value, label]) => ({ value, label }));

type Type = { id: string; name: string };

export function isFiltered({ search, standing, typeId, email }: TicketFilter): boolean {
  return Boolean(search || standing || typeId || email);
}

/** A filter as people say it: `“garcia”, standing Used, type Balcony`; the empty text for none. */
export function filterText({ search, standing, typeId, email }: TicketFilter, types: readonly Type[]): string {
  const type = types.find(({ id }) => id === typeId)?.name ?? "a type that is gone";
  return [
    ...(search ? [`“${search}”`] : []),
    ...(standing ? [`standing ${STANDING_TEXT[standing].label}`] : []),
    ...(typeId ? [`type ${type}`] : []),
    ...(email ? [`email ${EMAIL_TEXT[email].toLowerCase()}`] : []),
  ].join(", ");
}

/** The address of a list as it is filtered, at one of its pages. */
export function ticketsHref(
  eventHref: string,
  { search, standing, typeId, email }: TicketFilter,
  page: { after?: number; before?: number } = {},
): string {
  const parts = { q: search, standing, type: typeId, email, after: page.after, before: page.before };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts))
    if (value !== undefined && value !== "") query.set(name, `${value}`);
  const text = query.toString();
  return text === "" ? eventHref : `${eventHref}?${text}`;
}
