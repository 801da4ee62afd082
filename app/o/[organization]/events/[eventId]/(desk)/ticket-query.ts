import { type TicketFilter, ticketFilter } from "@/lib/domain/tickets/schema";

type Query = Record<string, string | string[] | undefined>;

export type TicketQuery = { filter: TicketFilter; page: { after?: number; before?: number } };

/** The filter and the page that an address of the list names. What makes no sense in it is passed over. */
export function ticketQuery(query: Query): TicketQuery {
  const { shape } = ticketFilter;
  const text = (name: string) => (typeof query[name] === "string" && query[name] !== "" ? query[name] : undefined);
  return {
    filter: {
      search: shape.search.catch(undefined).parse(text("q")),
      standing: shape.standing.catch(undefined).parse(text("standing")),
      typeId: shape.typeId.catch(undefined).parse(text("type")),
      email: shape.email.catch(undefined).parse(text("email")),
    },
    page: { after: positive(text("after")), before: positive(text("before")) },
  };
}

/** A whole number above zero out of an address, else nothing. */
function positive(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
