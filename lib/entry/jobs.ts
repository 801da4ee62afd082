import "server-only";
import { mailer } from "@/lib/core/mail";
import { writeExportPart } from "@/lib/domain/exports/commands";
import { EXPORT_KINDS, exportRun } from "@/lib/domain/exports/schema";
import { workImport } from "@/lib/domain/imports/jobs";
import { sendMessage } from "@/lib/domain/messages/jobs";
import { SEND_JOB, sendJobInput } from "@/lib/domain/messages/schema";
import { workThrough } from "@/lib/domain/runs/commands";
import { resendChunk, revokeChunk } from "@/lib/domain/tickets/jobs";
import { defineJob, defineRunJob, type Job } from "./job";
import { TEMPLATE_TABLE } from "./messages";

/** Every job there is. */
export const JOBS: readonly Job[] = [
  defineJob({
    kind: SEND_JOB,
    // Of a job that died with its process or found no database. What became of an email decides its own next try.
    tries: 4,
    firstDelaySeconds: 5,
    // Few, because those behind the one that is being sent wait for it, and all of them for the sign of life when it dies.
    batchSize: 5,
    heartbeatSeconds: 30,
    input: sendJobInput,
    run: (ctx, input) => sendMessage(ctx, input, { templates: TEMPLATE_TABLE, mailer: mailer() }),
  }),
  defineRunJob("imports.commit", workImport),
  defineRunJob("tickets.resend-many", (ctx, input) => workThrough(ctx, input, resendChunk)),
  defineRunJob("tickets.revoke-many", (ctx, input) => workThrough(ctx, input, revokeChunk)),
  ...EXPORT_KINDS.map((kind) =>
    defineRunJob(exportRun(kind), (ctx, input) => workThrough(ctx, input, writeExportPart)),
  ),
];
