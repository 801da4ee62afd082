import { Inbox } from "lucide-react";
import type { Metadata } from "next";
import { MessageFilters, messagesHref, NoMessages } from "@/components/messages/message-filters";
import { MessageTable } from "@/components/messages/message-table";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { zoneName } from "@/lib/core/time";
import { listMessages } from "@/lib/domain/messages/queries";
import { areEmailsDelivered } from "@/lib/entry/messages";
import { openPage } from "@/lib/entry/page";
import { messageQuery } from "./message-query";

export const metadata: Metadata = { title: "Outbox" };

export default async function OutboxPage({ params, searchParams }: PageProps<"/o/[organization]/outbox">) {
  const { organization } = await params;
  const { filter, before, after } = messageQuery(await searchParams);
  const { page, timeZone } = await openPage(organization, async (ctx) => ({
    page: await listMessages(ctx, { ...filter, before, after }),
    timeZone: ctx.tenant.timeZone,
  }));
  const { messages } = page;
  const home = `/o/${organization}`;
  const path = `${home}/outbox`;
  const isNarrowed = Boolean(filter.search || filter.state);
  const isFirst = page.after === null;
  const isEmpty = messages.length === 0 && !isNarrowed && isFirst;
  return (
    <div className="flex flex-col gap-8">
      <PageHeader title="Outbox">
        <p className="text-sm text-ink-soft">Every email of this organization. Times are {zoneName(timeZone)}.</p>
      </PageHeader>
      {areEmailsDelivered() ? null : (
        <Notice icon={Inbox}>
          No mail server is set up, so emails stay here and reach nobody. Open one to read it as its recipient would.
        </Notice>
      )}
      {isEmpty ? (
        <EmptyState
          title="No emails yet"
          action={
            <LinkButton href={home} variant="primary">
              Go to events
            </LinkButton>
          }
        >
          Issue a ticket, and its email appears here: whether it was sent, when, and exactly what it says.
        </EmptyState>
      ) : (
        <MessageFilters filter={filter} path={path} />
      )}
      {messages.length > 0 ? (
        <MessageTable organization={organization} messages={messages} timeZone={timeZone} />
      ) : null}
      {messages.length === 0 && !isEmpty ? <NoMessages filter={filter} path={path} /> : null}
      {isFirst && page.before === null ? null : (
        <nav aria-label="Pages of emails" className="flex flex-wrap gap-2">
          {isFirst ? null : <LinkButton href={messagesHref(path, filter)}>Newest</LinkButton>}
          {page.after ? (
            <LinkButton href={messagesHref(path, filter, { after: page.after })}>Newer emails</LinkButton>
          ) : null}
          {page.before ? (
            <LinkButton href={messagesHref(path, filter, { before: page.before })}>Older emails</LinkButton>
          ) : null}
        </nav>
      )}
    </div>
  );
}
