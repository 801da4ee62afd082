import { EyeOff } from "lucide-react";
import type { Metadata } from "next";
import { MessageActions } from "@/components/messages/message-actions";
import { MessageFacts } from "@/components/messages/message-facts";
import { MessagePreview } from "@/components/messages/message-preview";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { zoneName } from "@/lib/core/time";
import { can } from "@/lib/domain/access/rules";
import { previewMessage } from "@/lib/entry/messages";
import { openPage } from "@/lib/entry/page";
import { ticketActions } from "../../events/[eventId]/ticket-actions";
import { idParam } from "../../id-param";

export const metadata: Metadata = { title: "Email" };

export default async function MessagePage({ params }: PageProps<"/o/[organization]/outbox/[messageId]">) {
  const { organization, messageId } = await params;
  const { message, subject, html, text, secretsShown, timeZone, actions } = await openPage(
    organization,
    async (ctx) => {
      const preview = await previewMessage(ctx, { messageId: idParam(messageId) });
      const eventId = preview.message.ticket?.eventId;
      const resend = can(ctx.actor, "messages.send", eventId);
      return {
        ...preview,
        timeZone: ctx.tenant.timeZone,
        actions: ticketActions(organization, { resend, transfer: false, reissue: false, revoke: false }),
      };
    },
  );
  return (
    <div className="flex flex-col gap-6">
      <PageHeader title={subject} back={{ href: `/o/${organization}/outbox`, label: "Outbox" }}>
        <p className="text-sm text-ink-soft">Times are {zoneName(timeZone)}.</p>
      </PageHeader>
      <div className="grid items-start gap-8 xl:grid-cols-[20rem_minmax(0,1fr)]">
        <div className="flex flex-col gap-5">
          <MessageFacts message={message} timeZone={timeZone} organization={organization} />
          <MessageActions message={message} actions={actions} />
          {secretsShown ? null : (
            <Notice icon={EyeOff}>
              The ticket’s code and link are masked here. Your role does not include seeing them.
            </Notice>
          )}
        </div>
        <MessagePreview subject={subject} html={html} text={text} note={noteText(message, secretsShown)} />
      </div>
    </div>
  );
}

/** What the button of the email does in its preview. */
function noteText({ ticketId }: { ticketId: string | null }, secretsShown: boolean): string {
  if (!secretsShown) return "The button leads nowhere here: its link is hidden.";
  return ticketId === null
    ? "The button opens the invitation in a new tab."
    : "The button opens the ticket in a new tab. That does not count as opened by its holder.";
}
