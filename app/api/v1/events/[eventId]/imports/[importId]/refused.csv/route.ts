import { getRefusedFile } from "@/lib/domain/imports/queries";
import { importInput } from "@/lib/domain/imports/schema";
import { fileResponse } from "@/lib/entry/http";
import { defineRoute } from "@/lib/entry/route";

export const GET = defineRoute({
  name: "imports.refused",
  method: "GET",
  callers: ["session", "api-key"],
  input: importInput,
  transaction: "none",
  limit: "api",
  run: getRefusedFile,
  respond: ({ fileName, text }) => fileResponse({ name: fileName, type: "text/csv; charset=utf-8", text }),
});
