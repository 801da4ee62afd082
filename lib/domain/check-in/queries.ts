import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan, assertCanSomewhere, can } from "../access/rules";
import { listScannableEvents } from "../events/queries";
import { listEntrances } from "../gates/queries";
import { searchTerms, standingOf } from "../tickets/rules";
import { ticketLane } from "./rules";
import type { GateCounts, GateCountsInput, GateEvent, GateSearchInput, GateSearchResult, TicketScan } from "./schema";
import { readGateCounts, searchTickets } from "./sql";

/** The events that the caller may scan at, with their gates and checkpoints, for the gate's chooser. */
export async function listGateEvents(ctx: Ctx): Promise<GateEvent[]> {
  assertCanSomewhere(ctx, "gate.scan");
  const events = await listScannableEvents(ctx);
  const entrances = await listEntrances(ctx, { eventIds: events.map((event) => event.id) });
  return events.map((event) => {
    const { gates, checkpoints } = entrances.get(event.id) ?? { gates: [], checkpoints: [] };
    return {
      id: event.id,
      name: event.name,
      venue: event.venue,
      timeZone: event.timeZone,
      startsAt: event.startsAt.toISOString(),
      endsAt: event.endsAt.toISOString(),
      reentry: event.reentry,
      gates,
      checkpoints: checkpoints.filter(({ direction }) => direction === "in" || event.reentry),
      may: {
        type: can(ctx.actor, "gate.type", event.id),
        search: can(ctx.actor, "gate.search", event.id),
        undoAny: can(ctx.actor, "check-ins.undo", event.id),
      },
    };
  });
}

/** Most tickets that one search answers with. */
const SEARCH_TAKE = 20;

/**
 * The tickets of an event that bear each word of `q` in name, email or reference, or as number, in the order of their
 * names; twenty at most, and when more than a thousand do, twenty of a thousand. Throws NOT_FOUND for an event that is not this organization's.
 */
export async function searchAtGate(ctx: Ctx, input: GateSearchInput): Promise<GateSearchResult> {
  assertCan(ctx, "gate.search", input.eventId);
  const event = await ctx.db.event.findFirst({
    where: { id: input.eventId, deletedAt: null },
    select: { showTicketType: true },
  });
  if (!event) throw new AppError("NOT_FOUND");
  const terms = searchTerms(input.q);
  if (terms.length === 0) return { tickets: [] };
  const rows = await searchTickets(ctx, { eventId: input.eventId, terms, take: SEARCH_TAKE });
  return {
    tickets: rows.map((row) => ({
      id: row.id,
      name: row.name,
      number: row.number,
      ...(event.showTicketType ? { type: row.type } : {}),
      standing: standingOf(row),
    })),
  };
}

/** How an event and, where it is named, one of its gates stand now. Throws NOT_FOUND for an event that is not this organization's. */
export async function getGateCounts(ctx: Ctx, input: GateCountsInput): Promise<GateCounts> {
  assertCan(ctx, "gate.scan", input.eventId);
  const counts = await readGateCounts(ctx, { eventId: input.eventId, gateId: input.gateId ?? null });
  if (!counts) throw new AppError("NOT_FOUND");
  const { gate, ...rest } = counts;
  return { ...rest, gate: gate && { admitted: gate.admitted, at: gate.at?.toISOString() ?? null } };
}

/** The lane of the ticket that a scan moved, for its undo; null when there is no such scan. */
export async function findCheckInLane(ctx: Ctx, input: { checkInId: string }): Promise<string | null> {
  assertCanSomewhere(ctx, "gate.scan");
  const scan = await ctx.db.scan.findFirst({ where: { id: input.checkInId }, select: { ticketId: true } });
  return scan?.ticketId ? ticketLane(scan.ticketId) : null;
}

/** Every reading of a ticket that was judged, in its order, from a moment on; at most `take`. */
export async function listTicketScans(
  ctx: Ctx,
  input: { eventId: string; ticketId: string; from?: Date; take: number },
): Promise<TicketScan[]> {
  assertCan(ctx, "check-ins.read", input.eventId);
  const rows = await ctx.db.scan.findMany({
    where: { ticketId: input.ticketId, ...(input.from ? { at: { gte: input.from } } : {}) },
    select: {
      id: true,
      at: true,
      verdict: true,
      reason: true,
      deviceLabel: true,
      actorKind: true,
      actorId: true,
      gate: { select: { name: true } },
      checkpoint: { select: { name: true } },
    },
    orderBy: [{ at: "asc" }, { id: "asc" }],
    take: input.take,
  });
  return rows.map(({ gate, checkpoint, ...scan }) => ({
    ...scan,
    gate: gate?.name ?? null,
    checkpoint: checkpoint?.name ?? null,
  }));
}
