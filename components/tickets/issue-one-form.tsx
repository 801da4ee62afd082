"use client";
import { useActionState, useRef } from "react";
import type { ActionResult } from "@/lib/core/errors";
import type { IssuedTicket } from "@/lib/domain/tickets/schema";
import { bindFields } from "../ui/bind-fields";
import { Button } from "../ui/button";
import { EmailField } from "../ui/email-field";
import { type FormAction, useWhenDone } from "../ui/form-action";
import { FormSummary } from "../ui/form-summary";
import { TextField } from "../ui/text-field";
import { IssuedNotice } from "./issued-notice";
import { type TicketType, TypeField } from "./type-field";

export type Issued = { tickets: IssuedTicket[] };
export type IssueFormProps = { action: FormAction<Issued>; eventId: string; types: TicketType[]; outboxHref: string };

export function IssueOneForm({ action, eventId, types, outboxHref }: IssueFormProps) {
  const [result, submit, isPending] = useActionState<ActionResult<Issued> | null, FormData>(action, null);
  const form = useRef<HTMLFormElement>(null);
  const field = bindFields("issue-one", result);
  // Ready for the next guest: at the door one ticket follows another.
  useWhenDone(result, () => form.current?.querySelector<HTMLInputElement>("[name=name]")?.focus());
  return (
    <form ref={form} action={submit} noValidate className="flex flex-col gap-4">
      <FormSummary scope="issue-one" result={result} />
      <div role="status" className="empty:-mb-4">
        {result?.ok ? <IssuedNotice tickets={result.data.tickets} outboxHref={outboxHref} /> : null}
      </div>
      <input type="hidden" name="eventId" value={eventId} />
      <TextField {...field("name")} label="Name" maxLength={120} autoComplete="off" />
      <EmailField {...field("email")} help="The ticket is sent here at once." />
      <TypeField {...field("typeId", types[0]?.id)} types={types} />
      <Button type="submit" variant="primary" isPending={isPending} className="self-start">
        {isPending ? "Issuing" : "Issue 1 ticket"}
      </Button>
    </form>
  );
}
