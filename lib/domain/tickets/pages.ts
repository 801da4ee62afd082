import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { soleNumber } from "./rules";
import { TICKETS_A_PAGE, type TicketFilter } from "./schema";
import { matchTickets } from "./sql";

export type ListInput = TicketFilter & { eventId: string; after?: number; before?: number; take?: number };

type FoundPage = { ids: string[]; before: number | null; after: number | null };

/** The ids of one page of what a filter finds, and the numbers from which the pages beside it are found. */
export async function findPage(ctx: Ctx, input: ListInput): Promise<FoundPage> {
  const take = input.take ?? TICKETS_A_PAGE;
  const exact = soleNumber(input.search ?? "");
  const window = { take: take + 1, without: exact };
  const idsOf = (rows: { id: string }[]) => rows.map((row) => row.id);
  if (input.before !== undefined) {
    const rows = await matchTickets(ctx, input, { ...window, before: input.before });
    const shown = rows.slice(1);
    // A shorter one is the first page, which is read from its beginning.
    if (rows.length > take) return { ids: idsOf(shown), before: shown[0]?.number ?? 0, after: input.before - 1 };
  }
  const start = input.before === undefined ? input.after : undefined;
  const rows = await matchTickets(ctx, input, { ...window, after: start ?? 0 });
  const shown = rows.slice(0, take);
  const found = exact !== null && start === undefined ? await findNumber(ctx, input, exact) : [];
  return {
    ids: idsOf([...found, ...shown]),
    before: start === undefined ? null : start + 1,
    after: rows.length > take ? (shown.at(-1)?.number ?? 0) : null,
  };
}

function findNumber(ctx: Ctx, input: ListInput, number: number) {
  return matchTickets(ctx, input, { after: number - 1, before: number + 1, take: 1 });
}
