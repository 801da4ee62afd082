"use server";
import { revalidatePath } from "next/cache";
import { moveEvent } from "@/lib/domain/events/commands";
import { issueTickets } from "@/lib/domain/tickets/commands/issue-tickets";
import { reissueTicket } from "@/lib/domain/tickets/commands/reissue-ticket";
import { revokeTicket } from "@/lib/domain/tickets/commands/revoke-ticket";
import { revokeInput } from "@/lib/domain/tickets/schema";
import { defineAction } from "@/lib/entry/action";
import { issueOneInput, issueSeveralInput, moveInput, reissueInput, textFields } from "./inputs";

function showAgain(_data: unknown, organization: string): void {
  revalidatePath(`/o/${organization}`, "layout");
}

export const issueOne = defineAction({
  name: "tickets.issue",
  input: issueOneInput,
  fromForm: (form) => textFields(form, ["eventId", "name", "email", "typeId"]),
  run: issueTickets,
  after: showAgain,
});

export const issueSeveral = defineAction({
  name: "tickets.issue",
  input: issueSeveralInput,
  fromForm: (form) => textFields(form, ["eventId", "lines", "typeId"]),
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

export const reissueOne = defineAction({
  name: "tickets.reissue",
  input: reissueInput,
  fromForm: (form) => textFields(form, ["ticketId"]),
  run: async (ctx, input) => {
    await reissueTicket(ctx, input);
    return null;
  },
  after: showAgain,
});

export const revokeOne = defineAction({
  name: "tickets.revoke",
  input: revokeInput,
  fromForm: (form) => textFields(form, ["ticketId", "reason"]),
  run: async (ctx, input) => {
    await revokeTicket(ctx, input);
    return null;
  },
  after: showAgain,
});
