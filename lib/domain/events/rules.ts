import type { EventStatus } from "./schema";

/** From which states an event may go where. */
export const EVENT_MOVES = {
  publish: { from: ["draft"], to: "published" },
  end: { from: ["published"], to: "ended" },
  cancel: { from: ["draft", "published"], to: "cancelled" },
} as const satisfies Record<string, { from: readonly EventStatus[]; to: EventStatus }>;
export type EventMove = keyof typeof EVENT_MOVES;

/** Whether tickets may still be issued. A draft may: organizers hand out tickets before they publish. */
export function mayIssue(status: EventStatus): boolean {
  return status === "draft" || status === "published";
}

/** A short name for addresses, from an event's name: letters without accents, digits, hyphens; "event" if nothing is left. */
export function slugFrom(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 50)
    .replace(/-+$/, "");
  return plain || "event";
}
