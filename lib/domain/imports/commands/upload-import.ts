import "server-only";
import { createHash } from "node:crypto";
import { decodeCsv, guessDelimiter } from "@/lib/core/csv";
import { type Ctx, responsibleFor } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { assertCan } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { getImport } from "../queries";
import { findTrouble, guessColumns } from "../rules";
import type { ImportPage, UploadInput } from "../schema";
import { fileRefusal, readSheet, refuseFile } from "../sheet";

/**
 * Keeps a list of guests to be looked at, and answers what would become of it. Issues nothing. Throws NOT_FOUND, and
 * VALIDATION_FAILED with a sentence at `file` for what is no list.
 */
export async function uploadImport(ctx: Ctx, input: Omit<UploadInput, "organization">): Promise<ImportPage> {
  assertCan(ctx, "tickets.issue", input.eventId);
  const { id: actorId, kind: actorKind } = responsibleFor(ctx.actor);
  if (actorId === null) throw new AppError("FORBIDDEN");
  const event = await ctx.db.event.findFirst({ where: { id: input.eventId, deletedAt: null }, select: { id: true } });
  if (!event) throw new AppError("NOT_FOUND");
  const content = readText(input.file.bytes);
  const delimiter = guessDelimiter(content);
  const { headers, rows } = await readSheet(content, delimiter);
  const trouble = findTrouble(headers, rows);
  if (trouble) throw fileRefusal(trouble);
  const importId = newId();
  await ctx.db.import.create({
    data: {
      tenantId: ctx.tenant.id,
      id: importId,
      eventId: input.eventId,
      fileName: fileName(input.file.name),
      fileHash: new Uint8Array(createHash("sha256").update(input.file.bytes).digest()),
      content,
      delimiter,
      rowCount: rows.length,
      columns: guessColumns(headers, rows),
      actorKind,
      actorId,
      createdAt: ctx.now,
    },
  });
  const subject = { subjectKind: "import", subjectId: importId, eventId: input.eventId };
  await recordAudit(ctx, { action: "imports.upload", ...subject });
  return getImport(ctx, { eventId: input.eventId, importId });
}

function readText(bytes: Uint8Array): string {
  try {
    return decodeCsv(bytes);
  } catch (error) {
    return refuseFile(error);
  }
}

/** The last part of what a browser calls the file, without what a screen or a header could trip over. */
function fileName(sent: string): string {
  const name = (sent.split(/[\\/]/).at(-1) ?? "").replace(/[\p{Control}"]/gu, "").trim();
  return name.slice(-120) || "guests.csv";
}
