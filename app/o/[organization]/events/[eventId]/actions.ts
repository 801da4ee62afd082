"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { moveEvent } from "@/lib/domain/events/commands";
import { eventCopy } from "@/lib/domain/events/schema";
import { duplicateEvent } from "@/lib/domain/ticket-types/commands";
import { correctAddress } from "@/lib/domain/tickets/commands/correct-address";
import { issueTickets } from "@/lib/domain/tickets/commands/issue-tickets";
import { reissueTicket } from "@/lib/domain/tickets/commands/reissue-ticket";
import { resendTicket } from "@/lib/domain/tickets/commands/resend-ticket";
import { restoreTicket } from "@/lib/domain/tickets/commands/restore-ticket";
import { revokeTicket } from "@/lib/domain/tickets/commands/revoke-ticket";
import { resendMany, revokeMany } from "@/lib/domain/tickets/commands/start-bulk";
import { transferTicket } from "@/lib/domain/tickets/commands/transfer-ticket";
import { issueLane } from "@/lib/domain/tickets/rules";
import {
  correctAddressInput,
  resendManyInput,
  revokeInput,
  revokeManyInput,
  transferInput,
} from "@/lib/domain/tickets/schema";
import { defineAction } from "@/lib/entry/action";
import { bulkFields, issueOneInput, issueSeveralInput, moveInput, oneTicketInput, textFields } from "./inputs";

/** The page shows what came of it; the form need only know that it was done. */
async function quietly(done: Promise<unknown>): Promise<null> {
  await done;
  return null;
}

function showAgain(_data: unknown, organization: string): void {
  revalidatePath(`/o/${organization}`, "layout");
}

export const issueOne = defineAction({
  name: "tickets.issue",
  input: issueOneInput,
  fromForm: (form) => textFields(form, ["eventId", "name", "email", "typeId"]),
  lane: issueLane,
  run: issueTickets,
  after: showAgain,
});

export const issueSeveral = defineAction({
  name: "tickets.issue",
  input: issueSeveralInput,
  fromForm: (form) => textFields(form, ["eventId", "lines", "typeId"]),
  lane: issueLane,
  run: issueTickets,
  after: showAgain,
});

export const moveThisEvent = defineAction({
  name: "events.move",
  input: moveInput,
  fromForm: (form) => textFields(form, ["eventId", "move"]),
  run: async (ctx, input) => {
    await moveEvent(ctx, input);
    return null;
  },
  after: showAgain,
});

export const duplicateThisEvent = defineAction({
  name: "events.duplicate",
  input: eventCopy,
  fromForm: (form) => textFields(form, ["eventId", "name", "startsOn"]),
  run: duplicateEvent,
  after: ({ id }, organization) => {
    revalidatePath(`/o/${organization}`, "layout");
    redirect(`/o/${organization}/events/${id}/settings`);
  },
});

export const resendOne = defineAction({
  name: "tickets.resend",
  input: oneTicketInput,
  fromForm: (form) => textFields(form, ["ticketId"]),
  run: (ctx, input) => quietly(resendTicket(ctx, input)),
  after: showAgain,
});

export const correctOne = defineAction({
  name: "tickets.correct-address",
  input: correctAddressInput,
  fromForm: (form) => textFields(form, ["ticketId", "email"]),
  run: correctAddress,
  after: showAgain,
});

export const transferOne = defineAction({
  name: "tickets.transfer",
  input: transferInput,
  fromForm: (form) => textFields(form, ["ticketId", "name", "email"]),
  run: (ctx, input) => quietly(transferTicket(ctx, input)),
  after: showAgain,
});

export const reissueOne = defineAction({
  name: "tickets.reissue",
  input: oneTicketInput,
  fromForm: (form) => textFields(form, ["ticketId"]),
  run: (ctx, input) => quietly(reissueTicket(ctx, input)),
  after: showAgain,
});

export const revokeOne = defineAction({
  name: "tickets.revoke",
  input: revokeInput,
  fromForm: (form) => textFields(form, ["ticketId", "reason"]),
  run: (ctx, input) => quietly(revokeTicket(ctx, input)),
  after: showAgain,
});

export const restoreOne = defineAction({
  name: "tickets.restore",
  input: oneTicketInput,
  fromForm: (form) => textFields(form, ["ticketId"]),
  run: (ctx, input) => quietly(restoreTicket(ctx, input)),
  after: showAgain,
});

export const resendSeveral = defineAction({
  name: "tickets.resend-many",
  input: resendManyInput,
  fromForm: bulkFields,
  run: (ctx, input) => quietly(resendMany(ctx, input)),
  after: showAgain,
});

export const revokeSeveral = defineAction({
  name: "tickets.revoke-many",
  input: revokeManyInput,
  fromForm: bulkFields,
  run: (ctx, input) => quietly(revokeMany(ctx, input)),
  after: showAgain,
});
