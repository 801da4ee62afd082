import { uploadImport } from "@/lib/domain/imports/commands/upload-import";
import { IMPORT_LIMITS, uploadInput } from "@/lib/domain/imports/schema";
import { defineRoute } from "@/lib/entry/route";

export const POST = defineRoute({
  name: "imports.upload",
  method: "POST",
  callers: ["session", "api-key"],
  input: uploadInput,
  file: { types: ["text/csv"], limit: IMPORT_LIMITS.bytes },
  transaction: "none",
  limit: "upload",
  status: 201,
  run: async (ctx, input) => {
    const { importId, fileName, rows, headers, columns, counts, reasons } = await uploadImport(ctx, input);
    return { importId, fileName, rows, headers, columns, counts, reasons };
  },
});
