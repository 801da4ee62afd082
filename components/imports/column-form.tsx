"use client";
import { useActionState } from "react";
import type { ActionResult } from "@/lib/core/errors";
import type { ImportColumns } from "@/lib/domain/imports/schema";
import { bindFields } from "../ui/bind-fields";
import type { FormAction } from "../ui/form-action";
import { FormSummary } from "../ui/form-summary";
import { SelectField } from "../ui/select-field";

const FIELDS: { name: keyof ImportColumns; label: string; none: string; missing?: string }[] = [
  { name: "name", label: "Name", none: "Choose a column", missing: "Choose the column with the names." },
  { name: "lastName", label: "Last name", none: "Within the name" },
  { name: "email", label: "Email", none: "Choose a column", missing: "Choose the column with the email addresses." },
  { name: "type", label: "Ticket type", none: "None" },
  { name: "reference", label: "Reference", none: "None" },
];

type ColumnFormProps = {
  eventId: string;
  importId: string;
  headers: string[];
  columns: ImportColumns;
  types: { name: string }[];
  action: FormAction<null>;
};

/** Which column is what, as it was guessed. A choice is sent at once, and the lines below are judged anew. */
export function ColumnForm({ eventId, importId, headers, columns, types, action }: ColumnFormProps) {
  const [result, submit, isPending] = useActionState<ActionResult<null> | null, FormData>(action, null);
  const field = bindFields("columns", result);
  const [standard] = types;
  const options = headers.map((header, at) => ({ at, label: header || `Column ${at + 1}` }));
  return (
    <form action={submit} noValidate aria-label="Columns" aria-busy={isPending} className="flex flex-col gap-4">
      <FormSummary scope="columns" result={result} />
      <input type="hidden" name="eventId" value={eventId} />
      <input type="hidden" name="importId" value={importId} />
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-5">
        {FIELDS.map(({ name, label, none, missing }) => {
          const bound = field(`columns.${name}`, columns[name] === null ? "" : String(columns[name]));
          return (
            <SelectField
              key={name}
              {...bound}
              error={bound.error ?? (columns[name] === null ? missing : undefined)}
              label={label}
              isOptional={missing === undefined}
              onChange={(event) => event.currentTarget.form?.requestSubmit()}
            >
              <option value="">{none}</option>
              {options.map((option) => (
                <option key={option.at} value={option.at}>
                  {option.label}
                </option>
              ))}
            </SelectField>
          );
        })}
      </div>
      <p aria-live="polite" className="text-xs text-ink-soft">
        {isPending ? "Reading the list again…" : typeHelp(columns, standard?.name, types)}
      </p>
      <noscript>
        <button type="submit" className="min-h-10 rounded-md border border-ink-soft/40 px-4 text-sm">
          Read the list again
        </button>
      </noscript>
    </form>
  );
}

function typeHelp(columns: ImportColumns, standard: string | undefined, types: { name: string }[]): string {
  if (!standard) return "";
  if (columns.type === null) return `Everybody gets a ticket of the type ${standard}.`;
  const names = types.map((type) => type.name).join(", ");
  return `Types of this event: ${names}. Where none is named it is ${standard}.`;
}
