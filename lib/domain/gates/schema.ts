import { z } from "zod";
import { revision } from "../events/schema";

const name = z.string().trim().min(1, "Give it a name.").max(60, "Use 60 characters at most.");
const direction = z.enum(["in", "out"], "Choose a direction.");
type Direction = z.infer<typeof direction>;

export const gateInput = z.strictObject({ eventId: z.uuid(), name });
export type GateInput = z.output<typeof gateInput>;
/** A gate as an organizer leaves it; `revision` is the one that was read before. */
export const gateEdit = gateInput.extend({ gateId: z.uuid(), revision });
export type GateEdit = z.output<typeof gateEdit>;

export const checkpointInput = z.strictObject({ eventId: z.uuid(), name, direction });
export type CheckpointInput = z.output<typeof checkpointInput>;
export const checkpointEdit = checkpointInput.extend({ checkpointId: z.uuid(), revision });
export type CheckpointEdit = z.output<typeof checkpointEdit>;

/** The entrances of an event as its settings show them, in their order. */
export type GateSettings = {
  gates: { id: string; name: string; revision: number }[];
  checkpoints: { id: string; name: string; revision: number; direction: Direction }[];
};
