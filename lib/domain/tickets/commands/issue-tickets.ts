import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { insertRows } from "@/lib/core/db/insert-rows";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { keyRing } from "@/lib/core/keys";
import { assertCan } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { queueTicketMessages } from "../../messages/commands";
import { deriveSecrets, secretHashes } from "../codes";
import { searchText } from "../rules";
import type { IssuedTicket, NewTicket } from "../schema";
import { takeNumbers } from "../sql";

/** `importIdentity` is what a list knows the ticket by; nobody outside sends one. */
type ToIssue = { eventId: string; tickets: (NewTicket & { importIdentity?: Uint8Array<ArrayBuffer> })[] };

/**
 * Issues tickets with the event's next numbers, without a gap and in the order given, and queues an email for each: all or
 * none. Throws NOT_FOUND, WRONG_STATE for an event that is over, LIMIT_EXCEEDED when fewer places remain, VALIDATION_FAILED
 * for a type of another event, BUSY when others hold the event for over three seconds. Entered through `issueLane`.
 */
export async function issueTickets(ctx: Ctx, input: ToIssue): Promise<{ tickets: IssuedTicket[] }> {
  assertCan(ctx, "tickets.issue", input.eventId);
  const keyId = keyRing().currentId;
  const drafts = input.tickets.map((ticket) => {
    const id = newId();
    const secrets = deriveSecrets({ tenantId: ctx.tenant.id, ticketId: id, generation: 1, keyId });
    return {
      id,
      name: ticket.name,
      email: ticket.email,
      reference: ticket.reference ?? null,
      importIdentity: ticket.importIdentity ?? null,
      hashes: secretHashes(secrets),
    };
  });

  // From here on other issuers of this event wait for us: only what needs the numbers comes behind it.
  const firstNumber = await takeNumbers(ctx, { eventId: input.eventId, count: drafts.length });
  // A type is removed under the event's lock, which we hold: one that is there now stays while these tickets are made.
  const typeIds = await resolveTypes(ctx, input);
  await insertRows(
    ctx,
    "tickets",
    drafts.map((draft, index) => ({
      id: draft.id,
      eventId: input.eventId,
      ticketTypeId: typeIds[index] ?? "",
      number: firstNumber + index,
      holderName: draft.name,
      holderEmail: draft.email,
      reference: draft.reference,
      importIdentity: draft.importIdentity,
      search: searchText({ holderName: draft.name, holderEmail: draft.email, reference: draft.reference }),
      issuedAt: ctx.now,
    })),
  );
  await insertRows(
    ctx,
    "ticket_codes",
    drafts.map((draft) => ({ ticketId: draft.id, generation: 1, keyId, ...draft.hashes, createdAt: ctx.now })),
  );
  await queueTicketMessages(ctx, {
    eventId: input.eventId,
    messages: drafts.map((draft) => ({
      template: "ticket",
      ticketId: draft.id,
      generation: 1,
      recipient: draft.email,
    })),
  });
  await recordAudit(
    ctx,
    drafts.map((draft) => ({
      action: "tickets.issue",
      subjectKind: "ticket",
      subjectId: draft.id,
      eventId: input.eventId,
    })),
  );
  return { tickets: drafts.map((draft, index) => ({ id: draft.id, number: firstNumber + index })) };
}

/** The type of each ticket: the one named, which must be this event's, else the event's first. */
async function resolveTypes(ctx: Ctx, input: ToIssue): Promise<string[]> {
  const types = await ctx.db.ticketType.findMany({
    where: { eventId: input.eventId, deletedAt: null },
    select: { id: true },
    orderBy: [{ position: "asc" }, { id: "asc" }],
  });
  const first = types[0];
  if (!first) throw new AppError("NOT_FOUND");
  const known = new Set(types.map((type) => type.id));
  const strangers = input.tickets.flatMap((ticket, index) =>
    ticket.typeId && !known.has(ticket.typeId) ? [index] : [],
  );
  if (strangers.length > 0) {
    const fields = strangers.map((index) => [`tickets.${index}.typeId`, "This event has no such ticket type."]);
    throw new AppError("VALIDATION_FAILED", { fields: Object.fromEntries(fields) });
  }
  return input.tickets.map((ticket) => ticket.typeId ?? first.id);
}
