import { getGateCounts } from "@/lib/domain/check-in/queries";
import { gateCountsInput } from "@/lib/domain/check-in/schema";
import { defineRoute } from "@/lib/entry/route";

export const GET = defineRoute({
  name: "gate.counts",
  method: "GET",
  callers: ["session", "api-key"],
  input: gateCountsInput,
  transaction: "one",
  limit: "gatePrincipal",
  run: getGateCounts,
});
