import { searchAtGate } from "@/lib/domain/check-in/queries";
import { gateSearchInput } from "@/lib/domain/check-in/schema";
import { defineRoute } from "@/lib/entry/route";

export const POST = defineRoute({
  name: "gate.search",
  method: "POST",
  callers: ["session", "api-key"],
  input: gateSearchInput,
  transaction: "one",
  limit: "gatePrincipal",
  inputLimits: [{ name: "gateSearch", by: (_input, caller) => caller }],
  run: searchAtGate,
});
