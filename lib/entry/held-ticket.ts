import "server-only";
import { headers } from "next/headers";
import { notFound, unstable_rethrow } from "next/navigation";
import { inTx } from "@/lib/core/db/transaction";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { noteForLog } from "@/lib/core/log-context";
import { markTicketOpened } from "@/lib/domain/tickets/commands/mark-opened";
import { findTicketByLink, getHeldTicket, type PrintedTicket } from "@/lib/domain/tickets/queries";
import { makeCtx } from "./caller";
import { logged, noteCaller, toAppError } from "./pipeline";

/**
 * The ticket behind a link, for whoever has the link. An opening that counts is noted when it is the first. A malformed link
 * and an unknown one are answered alike: not found.
 */
export async function openHeldTicket(
  link: string,
  opening: "counted" | "uncounted",
): Promise<{ ticket: PrintedTicket; organization: { name: string } }> {
  const sent = await headers();
  const requestId = sent.get("x-request-id") ?? newId();
  try {
    return await logged({ name: "ticket-page", requestId }, async () => {
      const found = await findTicketByLink(link);
      if (!found) throw new AppError("NOT_FOUND");
      const { ticketId, generation, tenant } = found;
      const ctx = makeCtx({ actor: { kind: "ticket-holder", id: ticketId }, tenant }, { requestId, now: new Date() });
      noteCaller(ctx);
      noteForLog({ ticketId });
      const ticket = await inTx(ctx, async (tx) => {
        if (opening === "counted") await markTicketOpened(tx, { ticketId, generation });
        return getHeldTicket(tx, { ticketId, generation });
      });
      return { ticket, organization: { name: tenant.name } };
    });
  } catch (error) {
    unstable_rethrow(error);
    if (toAppError(error).code === "NOT_FOUND") notFound();
    throw error;
  }
}
