"use client";
import { useActionState } from "react";
import type { ActionResult } from "@/lib/core/errors";
import type { ImportColumns } from "@/lib/domain/imports/schema";
import { Button } from "../ui/button";
import type { FormAction } from "../ui/form-action";
import { FormSummary } from "../ui/form-summary";

type CommitFormProps = {
  eventId: string;
  importId: string;
  /** The columns that were looked at: those, and no others, are what is asked for. */
  columns: ImportColumns;
  text: string;
  action: FormAction<null>;
};

export function CommitForm({ eventId, importId, columns, text, action }: CommitFormProps) {
  const [result, submit, isPending] = useActionState<ActionResult<null> | null, FormData>(action, null);
  return (
    <form action={submit} className="flex flex-col gap-3">
      <FormSummary scope="columns" result={result} />
      <input type="hidden" name="eventId" value={eventId} />
      <input type="hidden" name="importId" value={importId} />
      {Object.entries(columns).map(([name, at]) => (
        <input key={name} type="hidden" name={`columns.${name}`} value={at ?? ""} />
      ))}
      <Button type="submit" variant="primary" isPending={isPending} className="self-start tabular-nums">
        {text}
      </Button>
    </form>
  );
}
