import "server-only";
import { z } from "zod";
import { csvLines } from "@/lib/core/csv";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { assertCan, assertCanSomewhere, assertJob } from "../access/rules";
import { recordAudit } from "../audit/commands";
import { findActorNames } from "../audit/queries";
import { actorText } from "../audit/rules";
import { startRun } from "../runs/commands";
import { CHUNK_SIZE, type RunStep, type StepResult } from "../runs/schema";
import { countExportLines } from "./queries";
import { attendeeCells, exportFileName, HEADINGS, scanCells } from "./rules";
import { EXPORT_DAYS, EXPORT_KINDS, type ExportKind, exportRun, exportRunInput, type StartExportInput } from "./schema";
import { measureParts, readAttendees, readScans } from "./sql";

const DAY_MS = 86_400_000;
/** Milliseconds after which an export that is still not done no longer stands in the way of a new one. */
const STUCK_MS = 15 * 60_000;

/** Asks for a file to be made, or answers the one of its kind that is being made already. Throws NOT_FOUND. */
export async function startExport(ctx: Ctx, input: StartExportInput): Promise<{ id: string }> {
  assertCan(ctx, "tickets.export", input.eventId);
  const { eventId, kind } = input;
  const event = await ctx.db.event.findFirst({ where: { id: eventId, deletedAt: null }, select: { id: true } });
  if (!event) throw new AppError("NOT_FOUND");
  const underway = await ctx.db.export.findFirst({
    where: {
      eventId,
      kind,
      createdAt: { gt: new Date(ctx.now.getTime() - STUCK_MS) },
      run: { state: { in: ["queued", "running"] } },
    },
    select: { id: true },
  });
  if (underway) return underway;
  const { [kind]: total } = await countExportLines(ctx, { eventId });
  const id = newId();
  const run = await startRun(ctx, { kind: exportRun(kind), eventId, total, input: { exportId: id } });
  const expiresAt = new Date(ctx.now.getTime() + EXPORT_DAYS * DAY_MS);
  await ctx.db.export.create({
    data: { tenantId: ctx.tenant.id, id, eventId, kind, runId: run.id, createdAt: ctx.now, expiresAt },
  });
  await recordAudit(ctx, { action: "exports.create", subjectKind: "export", subjectId: id, eventId });
  return { id };
}

/** Where a chunk begins: the part it writes, and the last line of the one before. */
const cursorForm = z.object({ part: z.int(), after: z.string() });

/** One chunk of an export's run: its next lines, as its next part. Throws NOT_FOUND. */
export async function writeExportPart(ctx: Ctx, step: RunStep): Promise<StepResult> {
  assertJob(ctx);
  assertCan(ctx, "tickets.export", step.eventId ?? undefined);
  const { exportId } = exportRunInput.parse(step.input);
  const made = await ctx.db.export.findFirst({
    where: { id: exportId },
    select: { kind: true, eventId: true, createdAt: true, event: { select: { timeZone: true } } },
  });
  const kind = EXPORT_KINDS.find((one) => one === made?.kind);
  if (!made || !kind || made.eventId !== step.eventId) throw new AppError("NOT_FOUND");
  const { part, after } = step.cursor ? cursorForm.parse(JSON.parse(step.cursor)) : { part: 0, after: "" };
  const { rows, last } = await READERS[kind](ctx, { ...made, timeZone: made.event.timeZone, after });
  const content = csvLines([...(part === 0 ? [HEADINGS[kind]] : []), ...rows]);
  if (content) await ctx.db.exportPart.create({ data: { tenantId: ctx.tenant.id, exportId, part, content } });
  const isEnd = rows.length < CHUNK_SIZE || last === null;
  return {
    done: rows.length,
    refused: 0,
    cursor: isEnd ? null : JSON.stringify({ part: part + 1, after: last }),
  };
}

type Stretch = { eventId: string; createdAt: Date; timeZone: string; after: string };
type Lines = { rows: (readonly (string | number | null)[])[]; last: string | null };

const READERS: Record<ExportKind, (ctx: Ctx, stretch: Stretch) => Promise<Lines>> = {
  async attendees(ctx, { eventId, timeZone, after }) {
    const lines = await readAttendees(ctx, { eventId, after: Number(after), take: CHUNK_SIZE });
    return {
      rows: lines.map((line) => attendeeCells(line, timeZone)),
      last: lines.at(-1)?.number.toString() ?? null,
    };
  },
  async scans(ctx, { eventId, createdAt, timeZone, after }) {
    const [at, id] = after.split(" ");
    const lines = await readScans(ctx, {
      eventId,
      after: at && id ? { at: new Date(at), id } : null,
      until: createdAt,
      take: CHUNK_SIZE,
    });
    const actorOf = (line: (typeof lines)[number]) => ({ kind: line.actorKind, id: line.actorId });
    const names = await findActorNames(ctx, { actors: lines.map(actorOf) });
    const last = lines.at(-1);
    return {
      rows: lines.map((line) => scanCells(line, actorText(names, actorOf(line)), timeZone)),
      last: last ? `${last.at.toISOString()} ${last.id}` : null,
    };
  },
};

/**
 * Lets a finished file be downloaded, on record: its name, and how many parts and bytes it has (getExportPart gives them).
 * Throws NOT_FOUND, also once it is over, and WRONG_STATE while it is not done.
 */
export async function downloadExport(
  ctx: Ctx,
  input: { exportId: string },
): Promise<{ fileName: string; parts: number; bytes: number }> {
  assertCanSomewhere(ctx, "tickets.export");
  const found = await ctx.db.export.findFirst({
    where: { id: input.exportId, expiresAt: { gt: ctx.now } },
    select: { kind: true, eventId: true, event: { select: { slug: true } }, run: { select: { state: true } } },
  });
  assertCan(ctx, "tickets.export", found?.eventId);
  const kind = EXPORT_KINDS.find((one) => one === found?.kind);
  if (!found || !kind) throw new AppError("NOT_FOUND");
  if (found.run.state !== "done") throw new AppError("WRONG_STATE");
  const { eventId } = found;
  await recordAudit(ctx, { action: "exports.download", subjectKind: "export", subjectId: input.exportId, eventId });
  return { fileName: exportFileName(kind, found.event.slug), ...(await measureParts(ctx, input.exportId)) };
}
