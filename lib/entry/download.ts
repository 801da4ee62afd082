import "server-only";
import type { z } from "zod";
import type { Ctx } from "@/lib/core/ctx";
import { inTx } from "@/lib/core/db/transaction";
import { AppError } from "@/lib/core/errors";
import { log } from "@/lib/core/log";
import { principalOf } from "@/lib/domain/check-in/answers";
import { makeCtx } from "./caller";
import { problemResponse, requestIdOf } from "./http";
import { parseInput } from "./input";
import { logged, noteCaller, noteInput } from "./pipeline";
import { enforceLimit } from "./rate-limits";
import { findCaller, type Params } from "./route";

/** A file in parts; `bytes` is the length of all of them. */
type OpenedFile = { fileName: string; parts: number; bytes: number };

export type DownloadDefinition<Input> = {
  name: string;
  input: z.ZodType<Input>;
  contentType: string;
  /** What stands before the first part. */
  prefix: string;
  /** In one transaction. */
  open: (ctx: Ctx, input: Input) => Promise<OpenedFile>;
  /** In a transaction of its own each, so that a slow reader holds none. */
  part: (ctx: Ctx, input: Input, part: number) => Promise<string>;
};

/**
 * A file's door: the pipeline of a GET route, and then the file part by part, each read when the one before has been taken,
 * so that a file of any length costs one part of memory. What breaks on the way breaks the download off: a shortened file
 * never looks whole.
 */
export function defineDownload<Input>(download: DownloadDefinition<Input>) {
  return async (request: Request, { params }: Params): Promise<Response> => {
    const requestId = requestIdOf(request);
    try {
      return await logged({ name: download.name, requestId }, async () => {
        const now = new Date();
        const raw = Object.fromEntries(new URL(request.url).searchParams);
        const found = await findCaller(["session", "api-key"], request, { named: raw.organization ?? null, now });
        const ctx = makeCtx(found, { requestId, now });
        noteCaller(ctx);
        await enforceLimit("api", `${ctx.tenant.id}:${principalOf(ctx.actor)}`);
        const input = parseInput(download.input, { ...raw, ...(await params) });
        noteInput(input);
        const file = await inTx(ctx, (tx) => download.open(tx, input));
        const prefix = new TextEncoder().encode(download.prefix);
        return new Response(streamOf(ctx, file, { prefix, part: (tx, part) => download.part(tx, input, part) }), {
          headers: {
            "content-type": download.contentType,
            "content-disposition": `attachment; filename="${file.fileName}"`,
            "content-length": String(prefix.byteLength + file.bytes),
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            "x-request-id": requestId,
          },
        });
      });
    } catch (error) {
      return problemResponse(error instanceof AppError ? error : new AppError("INTERNAL"), requestId);
    }
  };
}

type Source = { prefix: Uint8Array; part: (ctx: Ctx, part: number) => Promise<string> };

function streamOf(ctx: Ctx, file: OpenedFile, source: Source): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next = 0;
  return new ReadableStream(
    {
      start: (controller) => controller.enqueue(source.prefix),
      async pull(controller) {
        try {
          if (next >= file.parts) return controller.close();
          const part = next++;
          controller.enqueue(encoder.encode(await inTx(ctx, (tx) => source.part(tx, part))));
        } catch (error) {
          log().error(
            { requestId: ctx.requestId, error: error instanceof Error ? error.name : "unknown" },
            "broken off",
          );
          controller.error(error);
        }
      },
    },
    { highWaterMark: 1 },
  );
}
