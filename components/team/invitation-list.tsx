import { Clock, Search, Timer } from "lucide-react";
import Link from "next/link";
import { formatInstant } from "@/lib/core/time";
import type { InvitationView } from "@/lib/domain/members/schema";
import { MessageStateBadge } from "../messages/message-state";
import { Badge } from "../ui/badge";
import { NotYet } from "../ui/not-yet";
import { Cell, Row, RowHeader, Table } from "../ui/table";
import { type InvitationActions, InvitationMenu } from "./invitation-menu";

const COLUMNS = [
  { label: "Name", className: "w-[34%]" },
  { label: "Role", className: "w-[24%]" },
  { label: "Email" },
  { label: "Invited" },
  { label: "Open until" },
  { label: "Actions", isHidden: true },
];

type InvitationListProps = {
  invitations: InvitationView[];
  timeZone: string;
  /** What its emails' addresses begin with; null for who may not see them. */
  outboxHref: string | null;
  /** Whether emails leave this deployment. */
  isDelivered: boolean;
  actions: InvitationActions;
};

/** Who was asked in and has not answered yet; nothing at all where nobody was. */
export function InvitationList({ invitations, timeZone, outboxHref, isDelivered, actions }: InvitationListProps) {
  if (invitations.length === 0) return null;
  const time = (at: Date) => formatInstant(at, timeZone, "short");
  return (
    <section aria-labelledby="invitations-title" className="flex min-w-0 flex-col gap-4">
      <div className="flex flex-col gap-1">
        <h2 id="invitations-title" className="text-lg">
          Invited
        </h2>
        {isDelivered ? null : (
          <p className="max-w-[40rem] text-sm text-ink-soft">
            No mail server is set up, so the emails reach nobody. Hand the links over yourself.
          </p>
        )}
      </div>
      <Table caption="Open invitations, the newest first" columns={COLUMNS}>
        {invitations.map((invitation) => (
          <Row key={invitation.id}>
            <RowHeader className="min-w-0 md:max-w-72">
              <span className="block font-[560] break-words">{invitation.name}</span>
              <span className="block text-xs wrap-anywhere text-ink-soft">{invitation.email}</span>
            </RowHeader>
            <Cell className="max-md:col-start-1">
              <span className="flex flex-wrap items-center gap-x-2">
                {invitation.role.name}
                {invitation.maySearch ? (
                  <Badge tone="plain" icon={Search}>
                    Search by name
                  </Badge>
                ) : null}
              </span>
            </Cell>
            <Cell className="max-md:col-start-2 max-md:row-start-2 max-md:justify-self-end">
              <EmailState message={invitation.message} outboxHref={outboxHref} />
            </Cell>
            <Cell label="Invited" className="max-md:hidden md:whitespace-nowrap">
              {time(invitation.createdAt)}
            </Cell>
            <Cell className="max-md:col-span-2 max-md:col-start-1 max-md:text-xs md:whitespace-nowrap">
              <OpenUntil invitation={invitation} time={time} />
            </Cell>
            <Cell align="right" className="max-md:col-start-2 max-md:row-start-1 max-md:justify-self-end">
              <InvitationMenu invitation={invitation} {...actions} />
            </Cell>
          </Row>
        ))}
      </Table>
    </section>
  );
}

type OpenUntilProps = { invitation: InvitationView; time: (at: Date) => string };

/** Until when its link leads in, or why it does not. */
function OpenUntil({ invitation: { isExpired, isVouchedFor, expiresAt }, time }: OpenUntilProps) {
  if (isExpired || !isVouchedFor) {
    return (
      <Badge tone="look-again" icon={Timer}>
        {isExpired ? "Expired" : "Stopped: its sender may not invite any more"}
      </Badge>
    );
  }
  return (
    <span className="inline-flex items-center gap-1.5">
      <Clock aria-hidden className="size-3.5 text-ink-soft md:hidden" />
      <span className="md:hidden">Open until</span> {time(expiresAt)}
    </span>
  );
}

function EmailState({ message, outboxHref }: { message: InvitationView["message"]; outboxHref: string | null }) {
  if (!message) return <NotYet />;
  const badge = <MessageStateBadge state={message.state} />;
  if (!outboxHref) return badge;
  return (
    <Link
      href={`${outboxHref}/${message.id}`}
      className="inline-flex items-center rounded-sm underline-offset-4 hover:underline pointer-coarse:min-h-11"
    >
      {badge}
    </Link>
  );
}
