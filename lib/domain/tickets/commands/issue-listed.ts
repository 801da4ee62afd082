import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan } from "../../access/rules";
import { findListed } from "../queries";
import type { ListedOutcome, ListedTicket } from "../schema";
import { lockPlaces } from "../sql";
import { issueTickets } from "./issue-tickets";

/**
 * Issues those guests of a list who have no ticket of the event yet, as far as its places go, in the order given; answers what
 * became of each. Who has one and how many places remain is asked while the places are held, so that of two lists at once the
 * second sees what the first issued. At most 500 at once. Throws NOT_FOUND, WRONG_STATE for an event that is over, BUSY.
 */
export async function issueListed(
  ctx: Ctx,
  input: { eventId: string; tickets: ListedTicket[] },
): Promise<ListedOutcome[]> {
  assertCan(ctx, "tickets.issue", input.eventId);
  const places = await lockPlaces(ctx, input.eventId);
  if (!places.isOpen) throw new AppError("WRONG_STATE");
  const listed = await findListed(ctx, input);
  const isNew = (_ticket: ListedTicket, index: number) => !listed.has(index);
  const room = places.capacity - places.taken;
  const fresh = input.tickets.filter(isNew).slice(0, room);
  const { tickets } =
    fresh.length === 0
      ? { tickets: [] }
      : await issueTickets(ctx, {
          eventId: input.eventId,
          tickets: fresh.map(({ reference, ...ticket }) => ({ ...ticket, ...(reference ? { reference } : {}) })),
        });
  const issued = tickets.values();
  return input.tickets.map((_ticket, index): ListedOutcome => {
    const number = listed.get(index);
    if (number !== undefined) return { kind: "on-list", number };
    const ticket = issued.next().value;
    return ticket ? { kind: "issued", ticketId: ticket.id, number: ticket.number } : { kind: "over-cap" };
  });
}
