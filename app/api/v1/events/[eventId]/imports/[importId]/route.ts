import { getImport } from "@/lib/domain/imports/queries";
import { importInput } from "@/lib/domain/imports/schema";
import { defineRoute } from "@/lib/entry/route";

export const GET = defineRoute({
  name: "imports.read",
  method: "GET",
  callers: ["api-key"],
  input: importInput,
  transaction: "none",
  limit: "api",
  run: async (ctx, input) => {
    const { page: _page, hasFile: _hasFile, ...view } = await getImport(ctx, input);
    return view;
  },
});
