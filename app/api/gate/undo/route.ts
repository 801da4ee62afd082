import { undoCheckIn } from "@/lib/domain/check-in/commands/undo-check-in";
import { undoInput } from "@/lib/domain/check-in/schema";
import { defineRoute } from "@/lib/entry/route";

export const POST = defineRoute({
  name: "gate.undo",
  method: "POST",
  callers: ["session", "api-key"],
  input: undoInput,
  transaction: "one",
  limit: "gatePrincipal",
  run: undoCheckIn,
});
