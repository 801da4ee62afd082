import { confirmScan } from "@/lib/domain/check-in/commands/confirm-scan";
import { confirmInput } from "@/lib/domain/check-in/schema";
import { defineRoute } from "@/lib/entry/route";

export const POST = defineRoute({
  name: "gate.confirm",
  method: "POST",
  callers: ["session", "api-key"],
  input: confirmInput,
  transaction: "none",
  limit: "gatePrincipal",
  inputLimits: [{ name: "gateDevice", by: (input) => input.deviceId }],
  run: confirmScan,
});
