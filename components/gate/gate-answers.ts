import { ERROR_STATUS, type ErrorCode } from "@/lib/core/errors";
import { VERDICT_LOOK } from "@/lib/domain/check-in/rules";
import type {
  ConfirmResult,
  CountShift,
  Direction,
  FirstCheckIn,
  PreviewResult,
  ShownTicket,
  UndoResult,
  Verdict,
} from "@/lib/domain/check-in/schema";

// Read by hand, not with zod: a hotel's sign-in page answers 200 too, and a verdict that is not understood must never
// look like an admission; but the phone should not download a validator for three small answers.

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" ? value : undefined;
}

function verdictOf(fields: Fields): Verdict | null {
  const value = textOf(fields, "verdict");
  return value !== undefined && Object.hasOwn(VERDICT_LOOK, value) ? (value as Verdict) : null;
}

export function directionOf(fields: Fields): Direction | undefined {
  const { direction } = fields;
  return direction === "in" || direction === "out" ? direction : undefined;
}

export function shownTicketOf(ticket: unknown): ShownTicket | undefined {
  if (!isFields(ticket)) return undefined;
  const { name, number, type } = ticket;
  if (typeof name !== "string" || typeof number !== "number") return undefined;
  return typeof type === "string" ? { name, number, type } : { name, number };
}

function firstCheckInOf(fields: Fields): FirstCheckIn | undefined {
  const first = fields.firstCheckIn;
  if (!isFields(first)) return undefined;
  const { at, device, gate } = first;
  if (typeof at !== "string" || Number.isNaN(Date.parse(at)) || typeof device !== "string") return undefined;
  return { at, device, gate: typeof gate === "string" ? gate : null };
}

/** What a movement adds to the counts; nothing where the answer does not say. */
export function shiftOf({ shift }: Fields): CountShift {
  const { inside, left } = isFields(shift) ? shift : {};
  const count = (value: unknown) => (value === 1 || value === -1 ? value : 0);
  return { inside: count(inside), left: count(left) };
}

/** The preview in a body, or null when the body is not one. READY needs what a confirm needs, and which way it goes. */
export function readPreview(body: unknown): PreviewResult | null {
  if (!isFields(body)) return null;
  const verdict = verdictOf(body);
  if (verdict === null || verdict === "ADMITTED" || verdict === "CHECKED_OUT" || verdict === "UNDONE") return null;
  const ticket = shownTicketOf(body.ticket);
  const previewToken = textOf(body, "previewToken");
  if (verdict === "READY" && (ticket === undefined || previewToken === undefined)) return null;
  const rest = { otherEvent: textOf(body, "otherEvent"), expiresAt: textOf(body, "expiresAt") };
  const direction = directionOf(body);
  if (verdict === "READY" && direction === undefined) return null;
  const shift = shiftOf(body);
  return { verdict, ticket, direction, shift, previewToken, firstCheckIn: firstCheckInOf(body), ...rest };
}

/** The outcome of a confirm in a body, or null when the body is not one. */
export function readConfirm(body: unknown): ConfirmResult | null {
  if (!isFields(body)) return null;
  const verdict = verdictOf(body);
  if (verdict === null || verdict === "READY") return null;
  return {
    verdict,
    ticket: shownTicketOf(body.ticket),
    admittedAt: textOf(body, "admittedAt"),
    checkedOutAt: textOf(body, "checkedOutAt"),
    checkInId: textOf(body, "checkInId"),
    firstCheckIn: firstCheckInOf(body),
  };
}

/** The outcome of an undo in a body, or null when the body is not one. */
export function readUndo(body: unknown): UndoResult | null {
  if (!isFields(body) || body.verdict !== "UNDONE") return null;
  const checkInId = textOf(body, "checkInId");
  const undoneAt = textOf(body, "undoneAt");
  if (checkInId === undefined || undoneAt === undefined) return null;
  const undone = body.undone === "CHECKED_OUT" ? "CHECKED_OUT" : "ADMITTED";
  return { verdict: "UNDONE", undone, checkInId, undoneAt };
}

/** An error the server stated, with its stable code. */
export type GateProblem = { code: ErrorCode; requestId: string | null; fieldText: string | null };

/** The stated error in a body, or null when the body is not one. */
export function readProblem(body: unknown): GateProblem | null {
  if (!isFields(body)) return null;
  const code = textOf(body, "code");
  if (code === undefined || !Object.hasOwn(ERROR_STATUS, code)) return null;
  const fieldTexts = isFields(body.fields) ? Object.values(body.fields) : [];
  const fieldText = fieldTexts.find((text): text is string => typeof text === "string") ?? null;
  return { code: code as ErrorCode, requestId: textOf(body, "requestId") ?? null, fieldText };
}
