"use client";
import { useActionState, useState } from "react";
import type { ActionResult } from "@/lib/core/errors";
import { ISSUE_LIMIT } from "@/lib/domain/tickets/schema";
import { countText, ticketsText } from "../events/count-text";
import { bindFields } from "../ui/bind-fields";
import { Button } from "../ui/button";
import { useWhenDone } from "../ui/form-action";
import { FormSummary } from "../ui/form-summary";
import { TextareaField } from "../ui/textarea-field";
import type { Issued, IssueFormProps } from "./issue-one-form";
import { IssuedNotice } from "./issued-notice";
import { readTicketLines } from "./ticket-lines";
import { TypeField } from "./type-field";

/** Many tickets from a pasted list. The lines are read here to count them and again on the server, which decides. */
export function IssueSeveralForm({ action, eventId, types, outboxHref }: IssueFormProps) {
  const [result, submit, isPending] = useActionState<ActionResult<Issued> | null, FormData>(action, null);
  const field = bindFields("issue-several", result);
  const lines = field("lines");
  const [text, setText] = useState(lines.defaultValue);
  useWhenDone(result, () => setText(""));
  const { tickets, problems } = readTicketLines(text);
  const count = tickets.length;
  return (
    <form action={submit} noValidate className="flex flex-col gap-4">
      <FormSummary scope="issue-several" result={result} />
      <div role="status" className="empty:-mb-4">
        {result?.ok ? <IssuedNotice tickets={result.data.tickets} outboxHref={outboxHref} /> : null}
      </div>
      <input type="hidden" name="eventId" value={eventId} />
      <TextareaField
        {...lines}
        label="Guests"
        rows={9}
        wrap="off"
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        placeholder={"Ana Reyes, ana@example.com\nBen Cruz, ben@example.com"}
        className="min-h-40 font-mono text-sm pointer-coarse:text-base"
        onChange={(event) => setText(event.currentTarget.value)}
        help={`One ticket a line: name, email. At most ${ISSUE_LIMIT} at once.`}
      />
      <p aria-live="polite" className="-mt-2 min-h-5 text-xs text-ink-soft tabular-nums">
        {text.trim() === "" ? null : `${countText(count)} ready`}
        {problems.length > 0 ? ` · ${linesText(problems.map((problem) => problem.line))} to put right` : null}
      </p>
      <TypeField {...field("typeId", types[0]?.id)} types={types} />
      <Button type="submit" variant="primary" isPending={isPending} className="self-start tabular-nums">
        {isPending ? `Issuing ${countText(count)}` : count > 0 ? `Issue ${ticketsText(count)}` : "Issue tickets"}
      </Button>
    </form>
  );
}

function linesText(lines: number[]): string {
  if (lines.length === 1) return `line ${lines[0]}`;
  const shown = lines.slice(0, 5).join(", ");
  return lines.length > 5 ? `lines ${shown} and ${lines.length - 5} more` : `lines ${shown}`;
}
