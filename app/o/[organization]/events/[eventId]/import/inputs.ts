import { z } from "zod";
import { importColumns } from "@/lib/domain/imports/schema";

/** A form's choice of a column: its place, or nothing for none. */
const chosen = z
  .union([z.literal(""), z.coerce.number().pipe(importColumns.shape.email.unwrap())], "Choose a column from the list.")
  .transform((at) => (at === "" ? null : at));

/** The columns as a form sends them, each in a field of its own. */
export const columnsForm = z.object({
  eventId: z.uuid(),
  importId: z.uuid(),
  columns: z.object({ name: chosen, lastName: chosen, email: chosen, type: chosen, reference: chosen }),
});
export const discardForm = z.object({ eventId: z.uuid(), importId: z.uuid() });

/** What `columnsForm` parses. */
export function readColumns(form: FormData) {
  const text = (name: string) => String(form.get(name) ?? "");
  const columns = Object.fromEntries(
    Object.keys(importColumns.shape).map((name) => [name, text(`columns.${name}`)] as const),
  );
  return { eventId: text("eventId"), importId: text("importId"), columns };
}
