import type { Metadata } from "next";
import { InvitationList } from "@/components/team/invitation-list";
import { InviteDialog } from "@/components/team/invite-dialog";
import { MemberList } from "@/components/team/member-list";
import { PageHeader } from "@/components/ui/page-header";
import { zoneName } from "@/lib/core/time";
import { can } from "@/lib/domain/access/rules";
import { listInvitations, listMembers } from "@/lib/domain/members/queries";
import { areEmailsDelivered } from "@/lib/entry/messages";
import { openPage } from "@/lib/entry/page";
import { invite, remove, sendAgain, setRole, setSearch, showLink, withdraw } from "./actions";

export const metadata: Metadata = { title: "Team" };

export default async function TeamPage({ params }: PageProps<"/o/[organization]/team">) {
  const { organization } = await params;
  const { members, invitations, timeZone, ownId, may } = await openPage(organization, async (ctx) => ({
    members: await listMembers(ctx),
    invitations: await listInvitations(ctx),
    timeZone: ctx.tenant.timeZone,
    ownId: ctx.actor.kind === "person" ? ctx.actor.memberId : "",
    may: {
      manage: can(ctx.actor, "members.manage"),
      seeLinks: !areEmailsDelivered() && can(ctx.actor, "messages.secrets.view") && can(ctx.actor, "messages.read"),
      seeOutbox: can(ctx.actor, "messages.read"),
    },
  }));
  return (
    <div className="flex flex-col gap-8">
      <PageHeader title="Team" actions={may.manage ? <InviteDialog action={invite.bind(null, organization)} /> : null}>
        <p className="text-sm text-ink-soft">
          Who works on this organization’s events, and who scans at its doors. Times are {zoneName(timeZone)}.
        </p>
      </PageHeader>
      <InvitationList
        invitations={invitations}
        timeZone={timeZone}
        outboxHref={may.seeOutbox ? `/o/${organization}/outbox` : null}
        isDelivered={areEmailsDelivered()}
        actions={{
          sendAgain: may.manage ? sendAgain.bind(null, organization) : null,
          withdraw: may.manage ? withdraw.bind(null, organization) : null,
          showLink: may.seeLinks ? showLink.bind(null, organization) : null,
        }}
      />
      <MemberList
        members={members}
        ownId={ownId}
        timeZone={timeZone}
        actions={
          may.manage
            ? {
                setRole: setRole.bind(null, organization),
                setSearch: setSearch.bind(null, organization),
                remove: remove.bind(null, organization),
              }
            : null
        }
      />
    </div>
  );
}
