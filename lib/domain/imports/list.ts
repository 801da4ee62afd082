import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { inLane } from "@/lib/core/lanes";
import { inThread } from "@/lib/core/threads";
import type { JudgedRow, TicketTypeOption } from "./decide";
import { troubleText } from "./rules";
import type { ImportColumns, Reason } from "./schema";
import type * as thread from "./thread";
import type { JudgedList, ListPart, ReadList, Refused } from "./thread";

const call = inThread<typeof thread>("lib/domain/imports/thread.ts");

/** A file that was read before, as its import keeps it. */
export type KeptList = { content: string; delimiter: string };

/** Reads an uploaded file. Throws VALIDATION_FAILED with a sentence at `file` and its stable word, and what `alone` throws. */
export async function readUpload(
  ctx: Ctx,
  input: { bytes: Uint8Array; types: TicketTypeOption[] },
): Promise<{ list: ReadList; judged: JudgedList }> {
  return accepted(await alone(ctx, () => call("readUpload", input)));
}

/** Judges the rows of a kept file. Throws what `alone` throws. */
export async function judgeList(
  ctx: Ctx,
  { content, delimiter }: KeptList,
  how: { columns: ImportColumns; types: TicketTypeOption[] },
): Promise<JudgedList> {
  return accepted(await alone(ctx, () => call("judgeList", { content, delimiter, ...how }))).judged;
}

/** The file of refused rows, their reasons by the line. Throws what `alone` throws. */
export async function writeRefused(
  ctx: Ctx,
  { content, delimiter }: KeptList,
  refused: ReadonlyMap<number, readonly Reason[]>,
): Promise<string> {
  return accepted(await alone(ctx, () => call("writeRefused", { content, delimiter, refused }))).text;
}

/** One list of an organization at a time: whoever asks for many keeps only themselves waiting. Throws BUSY, UNAVAILABLE, TOO_MUCH_WORK. */
function alone<T>(ctx: Ctx, work: () => Promise<T>): Promise<T> {
  return inLane(`lists:${ctx.tenant.id}`, work);
}

function accepted<T extends object>(answer: T | Refused): T {
  if (!("trouble" in answer)) return answer;
  const { trouble, line } = answer;
  throw new AppError("VALIDATION_FAILED", { fields: { file: troubleText(trouble, line) }, facts: { trouble } });
}

/** The rows of one part. */
export function rowsOf(part: ListPart): JudgedRow[] {
  // What a thread of ours has just written: parsing it by a schema would cost what the thread has saved.
  return JSON.parse(part.rows) as JudgedRow[];
}

/** The event's ticket types, the one meant where none is named first. */
export function listTypeOptions(ctx: Ctx, eventId: string): Promise<TicketTypeOption[]> {
  return ctx.db.ticketType.findMany({
    where: { eventId, deletedAt: null },
    select: { id: true, name: true },
    orderBy: [{ position: "asc" }, { id: "asc" }],
  });
}
