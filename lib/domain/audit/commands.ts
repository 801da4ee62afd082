import "server-only";
import { actorId, type Ctx } from "@/lib/core/ctx";
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
  const rows = (Array.isArray(notes) ? notes : [notes]).map((note) => ({
    tenantId: ctx.tenant.id,
    id: newId(),
    at: ctx.now,
    actorKind: ctx.actor.kind,
    actorId: actorId(ctx.actor),
    action: note.action,
    subjectKind: note.subjectKind,
    subjectId: note.subjectId,
    eventId: note.eventId ?? null,
    changed: note.changed ?? [],
    requestId: ctx.requestId,
  }));
  await ctx.db.auditEntry.createMany({ data: rows });
}
