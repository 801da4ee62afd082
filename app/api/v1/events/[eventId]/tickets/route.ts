import { issueTickets } from "@/lib/domain/tickets/commands/issue-tickets";
import { issueLane } from "@/lib/domain/tickets/rules";
import { issueInput } from "@/lib/domain/tickets/schema";
import { defineRoute } from "@/lib/entry/route";

export const POST = defineRoute({
  name: "tickets.issue",
  method: "POST",
  callers: ["api-key"],
  input: issueInput,
  transaction: "one",
  idempotency: "required",
  limit: "api",
  lane: issueLane,
  status: 201,
  run: issueTickets,
});
