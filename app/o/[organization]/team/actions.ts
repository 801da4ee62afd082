"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { changeRole } from "@/lib/domain/members/commands/change-role";
import { inviteMember } from "@/lib/domain/members/commands/invite-member";
import { removeMember } from "@/lib/domain/members/commands/remove-member";
import { resendInvitation } from "@/lib/domain/members/commands/resend-invitation";
import { setMemberSearch } from "@/lib/domain/members/commands/set-member-search";
import { withdrawInvitation } from "@/lib/domain/members/commands/withdraw-invitation";
import { invitationInput, memberInput } from "@/lib/domain/members/schema";
import { defineAction } from "@/lib/entry/action";
import { revealInvitationLink } from "@/lib/entry/invitation";
import { textFields } from "../events/[eventId]/inputs";
import { inviteForm, roleForm, searchForm } from "./inputs";

function showAgain(_data: unknown, organization: string): void {
  revalidatePath(`/o/${organization}`, "layout");
}

type Whose = { isOwn: boolean };

/** Whoever changed their own place may not see this page any more. */
function showAgainOrLeave({ isOwn }: Whose, organization: string): void {
  if (isOwn) redirect("/o");
  showAgain(null, organization);
}

function isOwn(actor: object, memberId: string): boolean {
  return "memberId" in actor && actor.memberId === memberId;
}

export const invite = defineAction({
  name: "members.invite",
  input: inviteForm,
  fromForm: (form) => textFields(form, ["name", "email", "role", "maySearch"]),
  run: async (ctx, input) => {
    await inviteMember(ctx, input);
    return { name: input.name };
  },
  after: showAgain,
});

export const sendAgain = defineAction({
  name: "members.inviteAgain",
  input: invitationInput,
  fromForm: (form) => textFields(form, ["invitationId"]),
  run: async (ctx, input) => {
    await resendInvitation(ctx, input);
    return null;
  },
  after: showAgain,
});

export const withdraw = defineAction({
  name: "members.withdraw",
  input: invitationInput,
  fromForm: (form) => textFields(form, ["invitationId"]),
  run: async (ctx, input) => {
    await withdrawInvitation(ctx, input);
    return null;
  },
  after: showAgain,
});

export const showLink = defineAction({
  name: "members.revealInvitation",
  input: invitationInput,
  fromForm: (form) => textFields(form, ["invitationId"]),
  run: revealInvitationLink,
});

export const setRole = defineAction({
  name: "members.changeRole",
  input: roleForm,
  fromForm: (form) => textFields(form, ["memberId", "role"]),
  run: async (ctx, input) => {
    await changeRole(ctx, input);
    return { isOwn: isOwn(ctx.actor, input.memberId) };
  },
  after: showAgainOrLeave,
});

export const setSearch = defineAction({
  name: "members.setSearch",
  input: searchForm,
  fromForm: (form) => textFields(form, ["memberId", "maySearch"]),
  run: async (ctx, input) => {
    await setMemberSearch(ctx, input);
    return null;
  },
  after: showAgain,
});

export const remove = defineAction({
  name: "members.remove",
  input: memberInput,
  fromForm: (form) => textFields(form, ["memberId"]),
  run: async (ctx, input) => {
    await removeMember(ctx, input);
    return { isOwn: isOwn(ctx.actor, input.memberId) };
  },
  after: showAgainOrLeave,
});
