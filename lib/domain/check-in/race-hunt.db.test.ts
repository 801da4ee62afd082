import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { v7 } from "uuid";
import { expect, it } from "vitest";
import type { Actor, Ctx, CtxTenant } from "@/lib/core/ctx";
import { isDatabaseUnavailable, sqlState } from "@/lib/core/db/database-errors";
import { AppError } from "@/lib/core/errors";
import { type Chance, chance } from "@/lib/testing/chance";
import { codeOf, openExit } from "@/lib/testing/gate";
import { useOwner } from "@/lib/testing/owner";
import { BOOKS, contradictions, isRefusal, type Told } from "@/lib/testing/scan-books";
import { inProcess, inProcessTx, type Process, useProcesses } from "@/lib/testing/side-by-side";
import { inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { editEvent, moveEvent } from "../events/commands";
import { getEventSettings } from "../events/queries";
import { issueTickets } from "../tickets/commands/issue-tickets";
import { reissueTicket } from "../tickets/commands/reissue-ticket";
import { restoreTicket } from "../tickets/commands/restore-ticket";
import { revokeTicket } from "../tickets/commands/revoke-ticket";
import { transferTicket } from "../tickets/commands/transfer-ticket";
import { confirmScan } from "./commands/confirm-scan";
import { previewScan } from "./commands/preview-scan";
import { undoCheckIn } from "./commands/undo-check-in";
import type { ConfirmResult, UndoResult } from "./schema";

/** Readings that are previewed; each that is ready is confirmed three times at once. */
const SCANS = 5000;
const SCANNERS = 12;
const TICKETS = 30;
/** Milliseconds by which clocks are wrong at most: the servers', and the phones' that make the scan ids. */
const SKEW_MS = 2000;

const world = useWorld();
const owner = useOwner(world);
const processes = useProcesses(world, [-SKEW_MS, 0, SKEW_MS]);
const admin = inRole("TENANT_ADMIN");

type Ticket = { id: string; generation: number };
type Confirmed = { scanId: string; answers: Told<ConfirmResult>[]; again: () => Promise<Told<ConfirmResult>> };
type Hunt = {
  tenant: CtxTenant;
  eventId: string;
  exit: string;
  tickets: Ticket[];
  confirmed: Confirmed[];
  undone: Told<UndoResult>[][];
  /** The scans that moved somebody, the latest last. */
  moved: string[];
  readings: number;
};

/** What a caller is told: asked again, as phones do, while others are at the same row. Any fault but that one ends the hunt. */
async function told<T>(ask: () => Promise<T>): Promise<Told<T>> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const isBusy = sqlState(error) === "55P03" || isDatabaseUnavailable(error);
      if (error instanceof AppError && error.code !== "BUSY") return { refusal: error.code };
      if (!isBusy && !(error instanceof AppError)) throw error;
      await sleep(20);
    }
  }
}
const by = (hunt: Hunt, actor: Actor) => ({ world, tenant: hunt.tenant, actor });
const asAdmin = <T>(hunt: Hunt, process: Process, work: (ctx: Ctx) => Promise<T>) =>
  told(() => inProcessTx(process, by(hunt, admin), work));
const everywhere = <T>(ask: (process: Process) => Promise<T>): Promise<T[]> => Promise.all(processes.map(ask));

/** One device at the gate: looks, and sends each confirm to every process at once. */
async function scanTickets(hunt: Hunt, random: Chance): Promise<void> {
  const caller = by(hunt, inRole("STAFF_SCANNER"));
  const device = { id: v7(), label: "Phone" };
  const skewMs = random.between(-SKEW_MS, SKEW_MS);
  const look = (ticket: Ticket, way: "in" | "out") => {
    hunt.readings += 1;
    const checkpoint = way === "out" ? { checkpointId: hunt.exit } : {};
    const reading = { eventId: hunt.eventId, code: codeOf(hunt.tenant, ticket), device, ...checkpoint };
    return told(() => inProcess(random.pick(processes), caller, (ctx) => previewScan(ctx, reading)));
  };
  while (hunt.readings < SCANS) {
    const ticket = random.pick(hunt.tickets);
    // Now and then somebody shows an email from before. Who is at the wrong checkpoint is sent to the other.
    const shown = random.unit() < 0.05 ? { ...ticket, generation: 1 } : ticket;
    const way = random.pick(["in", "out"] as const);
    let preview = await look(shown, way);
    if (!isRefusal(preview) && (preview.verdict === "ALREADY_CHECKED_IN" || preview.verdict === "NOT_INSIDE"))
      preview = await look(ticket, way === "in" ? "out" : "in");
    if (isRefusal(preview) || preview.previewToken === undefined) continue;
    await sleep(random.below(8));
    const scan = {
      previewToken: preview.previewToken,
      scanId: v7({ msecs: Date.now() + skewMs }),
      deviceId: device.id,
    };
    const confirm = (process: Process) => told(() => inProcess(process, caller, (ctx) => confirmScan(ctx, scan)));
    const answers = await everywhere(confirm);
    hunt.confirmed.push({ scanId: scan.scanId, answers, again: () => confirm(random.pick(processes)) });
    if (answers.some((answer) => !isRefusal(answer) && answer.checkInId)) hunt.moved.push(scan.scanId);
  }
}

/** What the organizer's side does meanwhile: after about so many scans each, and so many at once. */
const ORGANIZERS: Record<
  string,
  { every: number; many: number; act: (hunt: Hunt, random: Chance) => Promise<unknown> }
> = {
  undoes: {
    every: 120,
    many: 3,
    act: async (hunt, random) => {
      const latest = hunt.moved.slice(-20);
      if (latest.length === 0) return;
      const undo = { checkInId: random.pick(latest), undoId: v7(), reason: "Mistake" };
      hunt.undone.push(await everywhere((process) => asAdmin(hunt, process, (ctx) => undoCheckIn(ctx, undo))));
    },
  },
  reissues: {
    every: 70,
    many: 1,
    act: async (hunt, random) => {
      const ticket = random.pick(hunt.tickets);
      const answer = await asAdmin(hunt, random.pick(processes), (ctx) => reissueTicket(ctx, { ticketId: ticket.id }));
      if (!isRefusal(answer)) ticket.generation = answer.generation;
    },
  },
  transfers: {
    every: 70,
    many: 1,
    act: async (hunt, random) => {
      const ticket = random.pick(hunt.tickets);
      const to = { name: "Another Guest", email: "another@example.com" };
      const answer = await asAdmin(hunt, random.pick(processes), (ctx) =>
        transferTicket(ctx, { ticketId: ticket.id, ...to }),
      );
      if (!isRefusal(answer)) ticket.generation = answer.generation;
    },
  },
  "revokes and restores": {
    every: 50,
    many: 1,
    act: async (hunt, random) => {
      const ticketId = random.pick(hunt.tickets).id;
      await asAdmin(hunt, random.pick(processes), (ctx) => revokeTicket(ctx, { ticketId, reason: "Mistake" }));
      await sleep(random.below(20));
      await asAdmin(hunt, random.pick(processes), (ctx) => restoreTicket(ctx, { ticketId }));
    },
  },
  "edits the event": {
    every: 25,
    many: 1,
    act: async ({ eventId, ...hunt }, random) =>
      asAdmin({ eventId, ...hunt }, random.pick(processes), async (ctx) => {
        const {
          id: _id,
          status: _status,
          venue,
          doorsOpenAt,
          doorsCloseAt,
          ...stored
        } = await getEventSettings(ctx, {
          eventId,
        });
        const times = { doorsOpenAt: doorsOpenAt ?? undefined, doorsCloseAt: doorsCloseAt ?? undefined };
        const changes = { venue: venue ?? undefined, showTicketType: !stored.showTicketType };
        await editEvent(ctx, { ...stored, ...times, ...changes, eventId });
      }),
  },
  "cancels the event": {
    every: 400,
    many: 1,
    act: async (hunt, random) => {
      const { eventId } = hunt;
      await asAdmin(hunt, random.pick(processes), (ctx) => moveEvent(ctx, { eventId, move: "cancel" }));
      await sleep(random.below(60));
      // No command leads back: for the hunt to go on, the owner makes it a draft, which is published again.
      await owner.rows("UPDATE events SET status = 'draft' WHERE id = $1", [eventId]);
      await asAdmin(hunt, random.pick(processes), (ctx) => moveEvent(ctx, { eventId, move: "publish" }));
    },
  },
  issues: {
    every: 250,
    many: 1,
    act: async (hunt, random) => {
      const tickets = [{ name: "Late Guest", email: "late@example.com" }];
      const issue = { eventId: hunt.eventId, tickets };
      const answer = await asAdmin(hunt, random.pick(processes), (ctx) => issueTickets(ctx, issue));
      if (!isRefusal(answer)) for (const { id } of answer.tickets) hunt.tickets.push({ id, generation: 1 });
    },
  },
};

async function organize(hunt: Hunt, random: Chance, { every, act }: (typeof ORGANIZERS)[string]): Promise<void> {
  for (let due = 0; hunt.readings < SCANS; ) {
    if (hunt.readings < due) await sleep(2);
    else {
      due = hunt.readings + random.between(0.5, 1.5) * every;
      await act(hunt, random);
    }
  }
}

it("a night of scans from twelve devices against all that an organizer does keeps its books", async () => {
  const seed = randomInt(2 ** 31);
  const inSeed = `seed ${seed}`;
  const random = chance(seed);
  const started = performance.now();
  world.now = new Date();
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const exit = await openExit(world, tenant, event);
  const tickets = (await makeTickets(world, tenant, event, TICKETS)).map(({ id }) => ({ id, generation: 1 }));
  const hunt: Hunt = { tenant, eventId: event.id, exit, tickets, confirmed: [], undone: [], moved: [], readings: 0 };
  const ownChance = () => chance(random.below(2 ** 31));

  await Promise.all([
    ...Array.from({ length: SCANNERS }, () => scanTickets(hunt, ownChance())),
    ...Object.values(ORGANIZERS).flatMap((organizer) =>
      Array.from({ length: organizer.many }, () => organize(hunt, ownChance(), organizer)),
    ),
  ]);
  const rows = await owner.rows<{ id: string; verdict: string }>("SELECT id, verdict::text FROM scans");
  const took = Math.round((performance.now() - started) / 1000);
  process.stdout.write(
    `${inSeed}: ${hunt.readings} scans, ${hunt.confirmed.length} confirmed, ${hunt.moved.length} moved, ${hunt.undone.length} undos, ${took} s\n`,
  );
  for (const [wrong, sql] of Object.entries(BOOKS)) expect(await owner.rows(sql), `${inSeed}: ${wrong}`).toEqual([]);
  const idsOf = (...verdicts: string[]) =>
    rows
      .filter((row) => verdicts.includes(row.verdict))
      .map((row) => row.id)
      .sort();
  // Nothing moved that nobody was told of, and nobody was told of what is not on record.
  expect(idsOf("ADMITTED", "CHECKED_OUT"), inSeed).toEqual(hunt.moved.toSorted());
  const undone = hunt.undone.map(
    (answers) => new Set(answers.filter((answer) => !isRefusal(answer)).map((answer) => JSON.stringify(answer))),
  );
  expect(
    undone.filter((answers) => answers.size > 1),
    inSeed,
  ).toEqual([]);
  expect(idsOf("UNDONE"), inSeed).toHaveLength(undone.filter((answers) => answers.size === 1).length);

  for (const confirmed of hunt.confirmed) confirmed.answers.push(await confirmed.again());
  expect(
    hunt.confirmed.map(({ answers }) => contradictions(answers)).filter((told) => told.length > 0),
    inSeed,
  ).toEqual([]);
  expect(hunt.readings).toBeGreaterThanOrEqual(SCANS);
}, 300_000);
