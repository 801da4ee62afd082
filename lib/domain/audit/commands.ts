import "server-only";
import { type Ctx, responsibleFor } from "@/lib/core/ctx";
import { insertRows } from "@/lib/core/db/insert-rows";
import { newId } from "@/lib/core/ids";

export type AuditNote = {
  /** `noun.verb`, e.g. `tickets.revoke`. */
  action: string;
  subjectKind: string;
  subjectId: string;
  eventId?: string;
  /** Names of changed fields; never their values, so that a person can be erased. */
  changed?: string[];
};

/** Writes who did what into the append-only audit, in the transaction of the change itself. */
export async function recordAudit(ctx: Ctx, notes: AuditNote | AuditNote[]): Promise<void> {
  const responsible = responsibleFor(ctx.actor);
  const rows = (Array.isArray(notes) ? notes : [notes]).map((note) => ({
    id: newId(),
    at: ctx.now,
    actorKind: responsible.kind,
    actorId: responsible.id,
    action: note.action,
    subjectKind: note.subjectKind,
    subjectId: note.subjectId,
    eventId: note.eventId ?? null,
    changed: note.changed ?? [],
    requestId: ctx.requestId,
  }));
  await insertRows(ctx, "audit_entries", rows);
}
