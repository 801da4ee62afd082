import { commitImport } from "@/lib/domain/imports/commands/commit-import";
import { commitInput } from "@/lib/domain/imports/schema";
import { defineRoute } from "@/lib/entry/route";

export const POST = defineRoute({
  name: "imports.commit",
  method: "POST",
  callers: ["api-key"],
  input: commitInput,
  transaction: "one",
  limit: "api",
  status: 202,
  run: commitImport,
});
