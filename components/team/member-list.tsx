import { Search } from "lucide-react";
import { formatInstant } from "@/lib/core/time";
import { type MemberView, TEAM_LIMIT } from "@/lib/domain/members/schema";
import { Badge } from "../ui/badge";
import { NotYet } from "../ui/not-yet";
import { Cell, Row, RowHeader, Table } from "../ui/table";
import { type MemberActions, MemberMenu } from "./member-menu";
import { scansText } from "./scans-text";

const COLUMNS = [
  { label: "Name", className: "w-[34%]" },
  { label: "Role", className: "w-[24%]" },
  { label: "Since" },
  { label: "Scans", align: "right" as const },
  { label: "Last scan" },
  { label: "Actions", isHidden: true },
];

type MemberListProps = {
  members: MemberView[];
  /** The membership of who is looking. */
  ownId: string;
  timeZone: string;
  /** None for who may only look. */
  actions: MemberActions | null;
};

/** Who belongs to the organization, as what, and what they scanned. */
export function MemberList({ members, ownId, timeZone, actions }: MemberListProps) {
  const isCounted = members.some((member) => member.scans !== null);
  return (
    <section aria-labelledby="members-title" className="flex min-w-0 flex-col gap-4">
      <h2 id="members-title" className="text-lg">
        Members
      </h2>
      <Table
        caption="Members, the longest-standing first"
        columns={isCounted ? COLUMNS : COLUMNS.filter(({ label }) => label !== "Scans" && label !== "Last scan")}
      >
        {members.map((member) => (
          <Row key={member.id}>
            <RowHeader className="min-w-0 md:max-w-72">
              <span className="block font-[560] break-words">
                {member.name}
                {member.id === ownId ? <span className="font-normal text-ink-soft"> (you)</span> : null}
              </span>
              <span className="block text-xs wrap-anywhere text-ink-soft">{member.email}</span>
            </RowHeader>
            <Cell className="max-md:col-start-1">
              <span className="flex flex-wrap items-center gap-x-2">
                {member.role.name}
                {member.maySearch ? (
                  <Badge tone="plain" icon={Search}>
                    Search by name
                  </Badge>
                ) : null}
              </span>
            </Cell>
            <Cell
              label="Since"
              className="max-md:col-start-2 max-md:row-start-2 max-md:justify-self-end max-md:text-xs md:whitespace-nowrap"
            >
              {formatInstant(member.since, timeZone, "date").replace(/^\w+ /, "")}
            </Cell>
            {member.scans ? <Scans scans={member.scans} timeZone={timeZone} /> : null}
            <Cell align="right" className="max-md:col-start-2 max-md:row-start-1 max-md:justify-self-end">
              {actions ? <MemberMenu member={member} isOwn={member.id === ownId} {...actions} /> : null}
            </Cell>
          </Row>
        ))}
      </Table>
      {members.length >= TEAM_LIMIT ? (
        <p className="text-sm text-ink-soft">Only the {TEAM_LIMIT} longest-standing members are shown.</p>
      ) : null}
    </section>
  );
}

function Scans({ scans, timeZone }: { scans: { count: number; lastAt: Date | null }; timeZone: string }) {
  const isNone = scans.lastAt === null;
  return (
    <>
      <Cell
        label="Scans"
        align="right"
        className={isNone ? "max-md:hidden" : "max-md:col-start-1 max-md:row-start-3 max-md:text-xs"}
      >
        {scansText(scans.count)}
      </Cell>
      <Cell
        label={isNone ? undefined : "Last"}
        className="max-md:col-start-2 max-md:row-start-3 max-md:justify-self-end max-md:text-xs md:whitespace-nowrap"
      >
        {scans.lastAt ? formatInstant(scans.lastAt, timeZone, "short") : <NotYet />}
      </Cell>
    </>
  );
}
