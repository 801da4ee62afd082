import { z } from "zod";
import type { RunState } from "../runs/schema";

export const EXPORT_KINDS = ["attendees", "scans"] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

export const exportRun = (kind: ExportKind) => `exports.${kind}` as const;

/** Days that an export can be downloaded. */
export const EXPORT_DAYS = 7;

export const startExportInput = z.strictObject({ eventId: z.uuid(), kind: z.enum(EXPORT_KINDS) });
export type StartExportInput = z.infer<typeof startExportInput>;

/** Query of `GET /api/v1/exports/{exportId}`. */
export const downloadInput = z.strictObject({
  /** The organization's slug. Session callers name it; API keys imply it. */
  organization: z.string().min(1).max(80).optional(),
  exportId: z.uuid(),
});

/** What the run of an export is given. */
export const exportRunInput = z.object({ exportId: z.uuid() });

/** An export as the list shows it. `run` counts lines. */
export type ExportView = {
  id: string;
  kind: ExportKind;
  createdAt: Date;
  expiresAt: Date;
  person: string;
  run: { state: RunState; total: number; done: number; refused: number; failure: string | null };
};
