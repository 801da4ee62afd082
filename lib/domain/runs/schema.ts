import { z } from "zod";
import type { Permission } from "../access/rules";

/** Every kind of long work, with the one permission that starts it and that its job then holds. The kind also names the job. */
export const RUN_PERMISSION = {
  "tickets.resend-many": "messages.send",
  "tickets.revoke-many": "tickets.revoke",
  "imports.commit": "tickets.issue",
  "exports.attendees": "tickets.export",
  "exports.scans": "tickets.export",
} as const satisfies Record<string, Permission>;
export type RunKind = keyof typeof RUN_PERMISSION;

export type RunState = "queued" | "running" | "done" | "failed";

/** Why a run failed whose starter has lost the permission for it since. */
export const STARTER_MAY_NOT = "STARTER_MAY_NOT";

/** Most pieces that one chunk, and so one transaction, does. */
export const CHUNK_SIZE = 500;

export const runJobInput = z.object({ runId: z.uuid() });

/** A run as its progress shows it. `refused` of the `done` were not possible. */
export type RunView = {
  id: string;
  kind: RunKind;
  eventId: string | null;
  state: RunState;
  total: number;
  done: number;
  refused: number;
  failure: string | null;
  createdAt: Date;
  finishedAt: Date | null;
};

/** What a chunk is given: the run's input, and the cursor that the chunk before it answered. */
export type RunStep = { runId: string; eventId: string | null; input: unknown; cursor: string | null };

/** What a chunk answers: how many it did and refused, and where the next begins; null ends the run. */
export type StepResult = { done: number; refused: number; cursor: string | null };
