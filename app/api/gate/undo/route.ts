import { undoCheckIn } from "@/lib/domain/check-in/commands/undo-check-in";
import { findCheckInLane } from "@/lib/domain/check-in/queries";
import { undoInput } from "@/lib/domain/check-in/schema";
import { defineRoute } from "@/lib/entry/route";

export const POST = defineRoute({
  name: "gate.undo",
  method: "POST",
  callers: ["session", "api-key"],
  input: undoInput,
  transaction: "one",
  limit: "gatePrincipal",
  findLane: findCheckInLane,
  run: undoCheckIn,
});
