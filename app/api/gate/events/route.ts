import { listGateEvents } from "@/lib/domain/check-in/queries";
import { gateEventsInput } from "@/lib/domain/check-in/schema";
import { defineRoute } from "@/lib/entry/route";

export const GET = defineRoute({
  name: "gate.events",
  method: "GET",
  callers: ["session", "api-key"],
  input: gateEventsInput,
  transaction: "one",
  limit: "gatePrincipal",
  run: async (ctx) => ({ events: await listGateEvents(ctx) }),
});
