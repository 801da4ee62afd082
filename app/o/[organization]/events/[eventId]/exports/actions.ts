"use server";
import { revalidatePath } from "next/cache";
import { startExport } from "@/lib/domain/exports/commands";
import { startExportInput } from "@/lib/domain/exports/schema";
import { defineAction } from "@/lib/entry/action";
import { textFields } from "../inputs";

export const startThisExport = defineAction({
  name: "exports.create",
  input: startExportInput,
  fromForm: (form) => textFields(form, ["eventId", "kind"]),
  run: async (ctx, input) => {
    await startExport(ctx, input);
    return null;
  },
  after: (_data, organization) => revalidatePath(`/o/${organization}`, "layout"),
});
