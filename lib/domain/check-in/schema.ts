import { z } from "zod";

/** The answers of the gate, in the order in which they are tried; see README.md of this folder. */
export const VERDICTS = [
  "INVALID",
  "WRONG_EVENT",
  "EVENT_NOT_OPEN",
  "REPLACED",
  "REVOKED",
  "REFUNDED",
  "UNPAID",
  "ALREADY_CHECKED_IN",
  "OUTSIDE_WINDOW",
  "READY",
  "ADMITTED",
  "UNDONE",
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** How a code reached us. */
export const SCAN_METHODS = ["camera", "wedge", "typed", "search"] as const;
export type ScanMethod = (typeof SCAN_METHODS)[number];

const deviceLabel = z.string().trim().min(1, "Name this device.").max(60, "Use 60 characters at most.");
const organization = z.string().min(1).max(80);

/** Body of `POST /api/gate/preview`: a scanned code, or a typed number with its check letters. */
export const previewInput = z
  .strictObject({
    /** The organization's slug. Session callers name it; devices and API keys imply it. */
    organization: organization.optional(),
    eventId: z.uuid(),
    code: z.string().max(2048).optional(),
    typed: z.string().max(64).optional(),
    device: z.strictObject({ id: z.uuid(), label: deviceLabel }),
    checkpointId: z.uuid().optional(),
    gateId: z.uuid().optional(),
    method: z.enum(SCAN_METHODS).optional(),
  })
  .refine((body) => (body.code === undefined) !== (body.typed === undefined), {
    message: "Send either code or typed, not both.",
    path: ["code"],
  });
export type PreviewInput = z.infer<typeof previewInput>;

/** Body of `POST /api/gate/confirm`. `scanId` is made by the device, once per confirm, and kept over retries. */
export const confirmInput = z.strictObject({
  organization: organization.optional(),
  previewToken: z.string().min(1).max(2048),
  scanId: z.uuid(),
  deviceId: z.uuid(),
});
export type ConfirmInput = z.infer<typeof confirmInput>;

/** Body of `POST /api/gate/undo`. `undoId` is made by the device and kept over retries. */
export const undoInput = z.strictObject({
  organization: organization.optional(),
  checkInId: z.uuid(),
  undoId: z.uuid(),
  reason: z.string().trim().min(1, "Say why.").max(200, "Use 200 characters at most."),
});
export type UndoInput = z.infer<typeof undoInput>;

/** Query of `GET /api/gate/events`. */
export const gateEventsInput = z.strictObject({ organization: organization.optional() });

/** What the scanner may show of a ticket: name, number, and the type only where the event turns it on. */
export type ShownTicket = { name: string; number: number; type?: string };

/** The admission that a duplicate runs into. `at` is ISO 8601 in UTC. */
export type FirstCheckIn = { at: string; device: string; gate: string | null };

export type PreviewResult = {
  verdict: Exclude<Verdict, "ADMITTED" | "UNDONE">;
  ticket?: ShownTicket;
  firstCheckIn?: FirstCheckIn;
  /** The event the ticket is for, on WRONG_EVENT, and only for staff who may see that event. */
  otherEvent?: string;
  /** Only with READY. */
  previewToken?: string;
  /** ISO 8601 in UTC; the token is refused from then on. */
  expiresAt?: string;
};

export type ConfirmResult = {
  verdict: Exclude<Verdict, "READY">;
  ticket?: ShownTicket;
  /** ISO 8601 in UTC, with ADMITTED. */
  admittedAt?: string;
  /** With ADMITTED: what an undo names. */
  checkInId?: string;
  firstCheckIn?: FirstCheckIn;
};

export type UndoResult = { verdict: "UNDONE"; checkInId: string; undoneAt: string };

/** An event as the gate's chooser shows it. */
export type GateEvent = {
  id: string;
  name: string;
  venue: string | null;
  timeZone: string;
  startsAt: string;
  endsAt: string;
  gates: { id: string; name: string }[];
  checkpoints: { id: string; name: string }[];
};
