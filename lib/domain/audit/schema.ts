import { z } from "zod";
import type { ActorRef } from "./rules";

/** What was done, in words. An action that is not here shows as its code, until somebody gives it words. */
export const ACTION_TEXT: Record<string, string> = {
  "api-keys.create": "Made an API key",
  "api-keys.revoke": "Revoked an API key",
  "check-ins.undo": "Undid an admission",
  "checkpoints.create": "Added a checkpoint",
  "checkpoints.edit": "Changed a checkpoint",
  "checkpoints.delete": "Removed a checkpoint",
  "events.cancel": "Cancelled the event",
  "events.create": "Made the event",
  "events.duplicate": "Duplicated the event",
  "events.edit": "Changed the event",
  "events.end": "Ended the event",
  "events.publish": "Published the event",
  "events.reopen": "Opened the event again",
  "exports.create": "Made an export",
  "exports.download": "Downloaded an export",
  "gates.create": "Added a gate",
  "gates.edit": "Changed a gate",
  "gates.delete": "Removed a gate",
  "grants.give": "Gave a permission",
  "grants.take": "Took a permission",
  "imports.commit": "Imported a list",
  "imports.discard": "Threw a list away",
  "imports.upload": "Uploaded a list",
  "members.add": "Added to the team",
  "members.change-role": "Changed a role",
  "members.invite": "Invited to the team",
  "members.invite-again": "Sent an invitation again",
  "members.join": "Joined the team",
  "members.remove": "Removed from the team",
  "members.withdraw": "Withdrew an invitation",
  "messages.secrets.view": "Looked at a code or link",
  "ticket-types.create": "Added a ticket type",
  "ticket-types.edit": "Changed a ticket type",
  "ticket-types.delete": "Removed a ticket type",
  "tickets.correct-address": "Corrected an address",
  "tickets.issue": "Issued a ticket",
  "tickets.reissue": "Reissued a ticket",
  "tickets.resend": "Sent a ticket again",
  "tickets.restore": "Restored a ticket",
  "tickets.revoke": "Revoked a ticket",
  "tickets.transfer": "Transferred a ticket",
};

/** What the trail can be narrowed to: each area is what actions begin with before their dot. */
export const AUDIT_AREAS = {
  events: { label: "Events", nouns: ["events", "ticket-types", "gates", "checkpoints"] },
  tickets: { label: "Tickets", nouns: ["tickets", "imports", "exports"] },
  door: { label: "The door", nouns: ["check-ins", "devices"] },
  team: { label: "Team", nouns: ["members", "grants"] },
  emails: { label: "Emails", nouns: ["messages"] },
  keys: { label: "API keys", nouns: ["api-keys"] },
} as const satisfies Record<string, { label: string; nouns: readonly string[] }>;
export type AuditArea = keyof typeof AUDIT_AREAS;

/** From `from` on, and before `until`. */
export type AuditFilter = { actorId?: string; area?: AuditArea; eventId?: string; from?: Date; until?: Date };

/** An entry of the trail: ids and names of fields, never values. */
export type AuditRow = {
  id: string;
  at: Date;
  actor: ActorRef;
  action: string;
  subject: { kind: string; id: string | null };
  eventId: string | null;
  changed: string[];
};

/** Where a page of the trail ends. */
export type AuditCursor = { at: Date; id: string };

const cursorText = z
  .string()
  .regex(/^\d{1,15}_[0-9a-f-]{36}$/)
  .transform((text): AuditCursor => {
    const [at = "", id = ""] = text.split("_");
    return { at: new Date(Number(at)), id };
  })
  .refine(({ id }) => z.uuid().safeParse(id).success);

/** A cursor as an address carries it. */
export function auditCursorText({ at, id }: AuditCursor): string {
  return `${at.getTime()}_${id}`;
}

/** The cursor in an address; undefined for anything else. */
export function readAuditCursor(text: unknown): AuditCursor | undefined {
  return cursorText.safeParse(text).data;
}

/** What was done to one thing, and by whom. */
export type SubjectEntry = { id: string; at: Date; actorKind: string; actorId: string | null; action: string };
