import { can } from "@/lib/domain/access/rules";
import { listRuns } from "@/lib/domain/runs/queries";
import { RUN_PERMISSION, type RunView } from "@/lib/domain/runs/schema";
import { listTicketTypes } from "@/lib/domain/ticket-types/queries";
import { listTickets } from "@/lib/domain/tickets/queries";
import { openPage } from "@/lib/entry/page";
import type { TicketQuery } from "./ticket-query";

const BULK_KINDS = ["tickets.resend-many", "tickets.revoke-many"] as const;

/** For how long ended work is still shown. */
const JUST_NOW_MS = 5 * 60_000;

/** What the event's first page shows below its numbers: the tickets asked for, if they may be seen, and the work on many of them. */
export function loadDesk(organization: string, asked: { eventId: string; query: TicketQuery; mayRead: boolean }) {
  const { eventId, query, mayRead } = asked;
  return openPage(organization, async (ctx) => {
    const runs: RunView[] = [];
    for (const kind of BULK_KINDS) {
      if (can(ctx.actor, RUN_PERMISSION[kind], eventId))
        runs.push(...freshOf(await listRuns(ctx, { eventId, kind }), ctx.now));
    }
    return {
      types: await listTicketTypes(ctx, { eventId }),
      page: mayRead ? await listTickets(ctx, { eventId, ...query.filter, ...query.page }) : null,
      runs,
    };
  });
}

/** The runs that go on, or else the last one if it has just ended. */
function freshOf(runs: RunView[], now: Date): RunView[] {
  const active = runs.filter(({ finishedAt }) => finishedAt === null);
  const ended = runs.filter(({ finishedAt }) => finishedAt && now.getTime() - finishedAt.getTime() < JUST_NOW_MS);
  return active.length > 0 ? active : ended.slice(0, 1);
}
