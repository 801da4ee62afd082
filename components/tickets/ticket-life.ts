import { isDateInRange } from "@/lib/core/time";
import { type ActorRef, actorText } from "@/lib/domain/audit/rules";
import type { SubjectEntry } from "@/lib/domain/audit/schema";
import { VERDICT_LOOK } from "@/lib/domain/check-in/rules";
import type { TicketScan } from "@/lib/domain/check-in/schema";
import type { MessageView } from "@/lib/domain/messages/schema";
import type { TicketDetail } from "@/lib/domain/tickets/schema";

/** What kind of thing happened: its look hangs off it. */
export type LifeKind =
  | "issued"
  | "emailed"
  | "opened"
  | "changed"
  | "revoked"
  | "restored"
  | "admitted"
  | "out"
  | "refused"
  | "undone";

export type LifeEntry = {
  /** Sorts as the life does: moment, then cause before effect, then id. */
  key: string;
  at: Date;
  kind: LifeKind;
  title: string;
  /** Where, why, or from what. */
  details: string[];
  by: string | null;
  message: MessageView | null;
};

export type LifeSources = {
  ticket: TicketDetail;
  audit: SubjectEntry[];
  messages: MessageView[];
  scans: TicketScan[];
  names: ReadonlyMap<string, string>;
};

/** Entries shown at once, and how many to read of each source so that a page is never short of one. */
export const LIFE_PAGE = 200;
export const LIFE_TAKE = LIFE_PAGE + 50;

const DONE: Record<string, { kind: LifeKind; title: string }> = {
  "tickets.issue": { kind: "issued", title: "Issued" },
  "tickets.resend": { kind: "changed", title: "Sent again" },
  "tickets.correct-address": { kind: "changed", title: "Address corrected" },
  "tickets.transfer": { kind: "changed", title: "Transferred to another holder" },
  "tickets.reissue": { kind: "changed", title: "Reissued with a new code" },
  "tickets.revoke": { kind: "revoked", title: "Revoked" },
  "tickets.restore": { kind: "restored", title: "Restored" },
};

/** Told by the row of the scan itself. */
const TOLD_BY_SCAN = "check-ins.";

const RANKS = { done: 0, message: 1, opened: 2, scan: 3 } as const;

function keyOf(at: Date, rank: keyof typeof RANKS, id: string): string {
  return `${at.toISOString()}~${RANKS[rank]}~${id}`;
}

/** The moment that a page of a life begins with, out of its cursor; undefined for the first page or a cursor that is none. */
export function lifeStart(cursor: string | undefined): Date | undefined {
  const at = new Date(cursor?.split("~")[0] ?? "");
  return isDateInRange(at) ? at : undefined;
}

/** One ticket's life in its order, a page of it: what was done to it, its emails, its opening and every scan. */
export function ticketLife(
  { ticket, audit, messages, scans, names }: LifeSources,
  cursor = "",
): { entries: LifeEntry[]; next: string | null } {
  const whole = [
    ...doneEntries({ ticket, audit, names }),
    ...messages.map(messageEntry),
    ...(ticket.openedAt ? [openedEntry(ticket.openedAt)] : []),
    ...scans.map((scan) => scanEntry(scan, names)),
  ];
  const rest = whole.filter(({ key }) => key > cursor).sort((a, b) => (a.key < b.key ? -1 : 1));
  const entries = rest.slice(0, LIFE_PAGE);
  return { entries, next: rest.length > LIFE_PAGE ? (entries.at(-1)?.key ?? null) : null };
}

function doneEntries({ ticket, audit, names }: Pick<LifeSources, "ticket" | "audit" | "names">): LifeEntry[] {
  const told = audit.filter(({ action }) => !action.startsWith(TOLD_BY_SCAN));
  // The row keeps one reason, that of the last time.
  const lastRevoke = told.findLast(({ action }) => action === "tickets.revoke")?.id;
  const from = ticket.importedFrom;
  return told.map(({ id, at, action, actorKind, actorId }) => {
    const { kind, title } = DONE[action] ?? { kind: "changed", title: action };
    const details = [
      ...(kind === "issued" && from ? [`From ${from.fileName}, line ${from.line}`] : []),
      ...(id === lastRevoke && ticket.revokeReason ? [`“${ticket.revokeReason}”`] : []),
    ];
    const by = actorText(names, { kind: actorKind, id: actorId } satisfies ActorRef);
    return { key: keyOf(at, "done", id), at, kind, title, details, by, message: null };
  });
}

function messageEntry(message: MessageView): LifeEntry {
  const { id, createdAt: at, recipient } = message;
  return {
    key: keyOf(at, "message", id),
    at,
    kind: "emailed",
    title: `Email to ${recipient}`,
    details: [],
    by: null,
    message,
  };
}

function openedEntry(at: Date): LifeEntry {
  return {
    key: keyOf(at, "opened", ""),
    at,
    kind: "opened",
    title: "Opened by its holder",
    details: [],
    by: null,
    message: null,
  };
}

function scanEntry(scan: TicketScan, names: ReadonlyMap<string, string>): LifeEntry {
  const place = [scan.gate, scan.checkpoint].filter(Boolean).join(", ");
  return {
    key: keyOf(scan.at, "scan", scan.id),
    at: scan.at,
    ...scanWords(scan.verdict),
    details: [
      ...(scan.reason ? [`“${scan.reason}”`] : []),
      place ? `${place}, on ${scan.deviceLabel}` : `On ${scan.deviceLabel}`,
    ],
    by: actorText(names, { kind: scan.actorKind, id: scan.actorId }),
    message: null,
  };
}

function scanWords(verdict: TicketScan["verdict"]): Pick<LifeEntry, "kind" | "title"> {
  if (verdict === "ADMITTED") return { kind: "admitted", title: "Admitted" };
  if (verdict === "CHECKED_OUT") return { kind: "out", title: "Went out" };
  if (verdict === "UNDONE") return { kind: "undone", title: "Admission undone" };
  if (verdict === "NOT_INSIDE") return { kind: "refused", title: "Refused: not inside" };
  return { kind: "refused", title: `Refused: ${VERDICT_LOOK[verdict].word.toLowerCase()}` };
}
