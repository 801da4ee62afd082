import { getDoor } from "@/lib/domain/door/queries";
import { doorInput } from "@/lib/domain/door/schema";
import { defineRoute } from "@/lib/entry/route";

export const GET = defineRoute({
  name: "door",
  method: "GET",
  callers: ["session", "api-key"],
  input: doorInput,
  transaction: "one",
  limit: "api",
  run: getDoor,
});
