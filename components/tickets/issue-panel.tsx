"use client";
import type { FormAction } from "../ui/form-action";
import { Tabs } from "../ui/tabs";
import { type Issued, IssueOneForm } from "./issue-one-form";
import { IssueSeveralForm } from "./issue-several-form";
import type { TicketType } from "./type-field";

type IssuePanelProps = {
  issueOne: FormAction<Issued>;
  issueSeveral: FormAction<Issued>;
  eventId: string;
  types: TicketType[];
  outboxHref: string;
};

export function IssuePanel({ issueOne, issueSeveral, ...form }: IssuePanelProps) {
  return (
    <section aria-labelledby="issue-title" className="rounded-lg border border-line bg-surface-raised p-5">
      <h2 id="issue-title" className="mb-3 text-base font-[600]">
        Issue tickets
      </h2>
      <Tabs
        label="How many"
        tabs={[
          { key: "one", label: "One", content: <IssueOneForm action={issueOne} {...form} /> },
          { key: "several", label: "Several", content: <IssueSeveralForm action={issueSeveral} {...form} /> },
        ]}
      />
    </section>
  );
}
