import { ACTION_TEXT, type AuditRow } from "@/lib/domain/audit/schema";

/** What something is, where it has no name or is gone. */
const KIND_TEXT: Record<string, string> = {
  "api-key": "An API key",
  checkpoint: "A checkpoint",
  device: "A device",
  event: "An event",
  export: "An export",
  gate: "A gate",
  import: "An import",
  invitation: "An invitation",
  member: "A member",
  message: "An email",
  run: "Long work",
  ticket: "A ticket",
  "ticket-type": "A ticket type",
};

/** Names of fields whose own name says too little. */
const FIELD_TEXT: Record<string, string> = {
  checkedInAt: "checked in",
  expiresAt: "open until",
  "gate.search": "search by name",
  generation: "code and link",
};

function wordOf(table: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** What was done; the code itself for an action without words. */
export function actionText(action: string): string {
  return wordOf(ACTION_TEXT, action) ?? action;
}

/** To what it was done: the name it has, else what it is; its code for a kind without words. */
export function subjectText({ kind, id }: AuditRow["subject"], names: ReadonlyMap<string, string>): string {
  const name = id === null ? undefined : names.get(id);
  return name ?? wordOf(KIND_TEXT, kind) ?? kind;
}

/** A changed field as people say it: "holderName" is "holder name". */
export function fieldText(field: string): string {
  return wordOf(FIELD_TEXT, field) ?? field.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}
