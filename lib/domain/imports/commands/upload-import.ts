import "server-only";
import { type Ctx, responsibleFor } from "@/lib/core/ctx";
import { inTx } from "@/lib/core/db/transaction";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { assertCan } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { listTypeOptions, readUpload } from "../list";
import { summarize } from "../outcomes";
import type { ImportPage, UploadInput } from "../schema";

/**
 * Keeps a list of guests to be looked at, and answers what would become of it. Issues nothing. Opens its own transactions:
 * no connection waits while the file is read. Throws NOT_FOUND, VALIDATION_FAILED with a sentence at `file` for what is no
 * list, UNAVAILABLE or BUSY where many are read.
 */
export async function uploadImport(ctx: Ctx, input: Omit<UploadInput, "organization">): Promise<ImportPage> {
  const { eventId } = input;
  assertCan(ctx, "tickets.issue", eventId);
  const { id: actorId, kind: actorKind } = responsibleFor(ctx.actor);
  if (actorId === null) throw new AppError("FORBIDDEN");
  const types = await inTx(ctx, async (tx) => {
    const event = await tx.db.event.findFirst({ where: { id: eventId, deletedAt: null }, select: { id: true } });
    if (!event) throw new AppError("NOT_FOUND");
    return listTypeOptions(tx, eventId);
  });
  const { list, judged } = await readUpload(ctx, { bytes: input.file.bytes, types });
  const importId = newId();
  const kept = { fileName: fileName(input.file.name), createdAt: ctx.now };
  return inTx(ctx, async (tx) => {
    await tx.db.import.create({
      data: {
        tenantId: ctx.tenant.id,
        id: importId,
        eventId,
        ...kept,
        ...list,
        rowCount: judged.rowCount,
        actorKind,
        actorId,
      },
    });
    await recordAudit(tx, { action: "imports.upload", subjectKind: "import", subjectId: importId, eventId });
    const rows = await summarize(tx, { eventId, importId, judged, isNew: true }, { filter: "all", page: 1 });
    const summary = { importId, ...kept, rows: judged.rowCount, state: "preview" as const, progress: null };
    return { ...summary, headers: judged.headers, columns: list.columns, hasFile: true, ...rows };
  });
}

/** The last part of what a browser calls the file, without what a screen or a header could trip over. */
function fileName(sent: string): string {
  const name = (sent.split(/[\\/]/).at(-1) ?? "").replace(/[\p{Control}"]/gu, "").trim();
  return name.slice(-120) || "guests.csv";
}
