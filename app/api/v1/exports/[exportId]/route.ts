import { downloadExport } from "@/lib/domain/exports/commands";
import { getExportPart } from "@/lib/domain/exports/queries";
import { downloadInput } from "@/lib/domain/exports/schema";
import { defineDownload } from "@/lib/entry/download";

export const GET = defineDownload({
  name: "exports.download",
  input: downloadInput,
  contentType: "text/csv; charset=utf-8",
  // Without this mark spreadsheets take UTF-8 for their system's old encoding.
  prefix: "\uFEFF",
  open: downloadExport,
  part: (ctx, { exportId }, part) => getExportPart(ctx, { exportId, part }),
});
