"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { commitImport } from "@/lib/domain/imports/commands/commit-import";
import { correctColumns } from "@/lib/domain/imports/commands/correct-columns";
import { discardImport } from "@/lib/domain/imports/commands/discard-import";
import { defineAction } from "@/lib/entry/action";
import { columnsForm, discardForm, readColumns } from "./inputs";

function showAgain(_data: unknown, organization: string): void {
  revalidatePath(`/o/${organization}`, "layout");
}

export const correctTheseColumns = defineAction({
  name: "imports.columns",
  input: columnsForm,
  fromForm: readColumns,
  run: async (ctx, input) => {
    await correctColumns(ctx, input);
    return null;
  },
  after: showAgain,
});

export const commitThisImport = defineAction({
  name: "imports.commit",
  input: columnsForm,
  fromForm: readColumns,
  run: async (ctx, input) => {
    await commitImport(ctx, input);
    return null;
  },
  after: showAgain,
});

export const discardThisImport = defineAction({
  name: "imports.discard",
  input: discardForm,
  run: async (ctx, input) => {
    await discardImport(ctx, input);
    return { eventId: input.eventId };
  },
  after: ({ eventId }, organization) => {
    // Its own page is gone, so it is not shown again first.
    redirect(`/o/${organization}/events/${eventId}/import`);
  },
});
