import "server-only";
import { mailer } from "@/lib/core/mail";
import { sendMessage } from "@/lib/domain/messages/jobs";
import { SEND_JOB, SEND_TRIES, sendJobInput } from "@/lib/domain/messages/schema";
import { defineJob, type Job } from "./job";
import { TEMPLATE_TABLE } from "./messages";

/** Every job there is. */
export const JOBS: readonly Job[] = [
  defineJob({
    kind: SEND_JOB,
    tries: SEND_TRIES,
    firstDelaySeconds: 5,
    input: sendJobInput,
    run: (ctx, input) => sendMessage(ctx, input, { templates: TEMPLATE_TABLE, mailer: mailer() }),
  }),
];
