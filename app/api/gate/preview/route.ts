import { previewScan } from "@/lib/domain/check-in/commands/preview-scan";
import { previewInput } from "@/lib/domain/check-in/schema";
import { defineRoute } from "@/lib/entry/route";

export const POST = defineRoute({
  name: "gate.preview",
  method: "POST",
  callers: ["session", "api-key"],
  input: previewInput,
  transaction: "none",
  limit: "gatePrincipal",
  inputLimits: [
    { name: "gateDevice", by: (input) => input.device.id },
    { name: "gateTyped", by: (input, caller) => (input.typed === undefined ? null : caller) },
  ],
  run: previewScan,
});
