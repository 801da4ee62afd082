import { Inbox } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { MessageTable } from "@/components/messages/message-table";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { zoneName } from "@/lib/core/time";
import { listMessages } from "@/lib/domain/messages/queries";
import { areEmailsDelivered } from "@/lib/entry/messages";
import { openPage } from "@/lib/entry/page";

export const metadata: Metadata = { title: "Outbox" };

export default async function OutboxPage({ params, searchParams }: PageProps<"/o/[organization]/outbox">) {
  const { organization } = await params;
  const cursor = z.uuid().safeParse((await searchParams).cursor).data;
  const { messages, nextCursor, timeZone } = await openPage(organization, async (ctx) => ({
    ...(await listMessages(ctx, { cursor })),
    timeZone: ctx.tenant.timeZone,
  }));
  const home = `/o/${organization}`;
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
      {messages.length > 0 ? (
        <MessageTable organization={organization} messages={messages} timeZone={timeZone} />
      ) : cursor ? (
        <p className="border-t border-line pt-6 text-ink-soft">There are no older emails.</p>
      ) : (
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
      )}
      {cursor || nextCursor ? (
        <nav aria-label="Pages of emails" className="flex flex-wrap gap-2">
          {cursor ? <LinkButton href={`${home}/outbox`}>Newest</LinkButton> : null}
          {nextCursor ? <LinkButton href={`${home}/outbox?cursor=${nextCursor}`}>Older emails</LinkButton> : null}
        </nav>
      ) : null}
    </div>
  );
}
