import "server-only";
import { origin } from "@/lib/core/env";
import { errorText } from "@/lib/core/error-texts";
import { AppError, ERROR_STATUS } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { inThread } from "@/lib/core/threads";
import type * as thread from "./thread";

const JSON_HEADERS = {
  "content-type": "application/json",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};

/** A JSON answer that no cache keeps. */
export function jsonResponse(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { ...JSON_HEADERS, ...headers } });
}

/** A refusal as RFC 9457 problem details, with the stable code and the request's id. */
export function problemResponse(error: AppError, requestId: string): Response {
  const { status, headers, body } = problemOf(error, requestId);
  return new Response(body, { status, headers });
}

/** The parts of that answer, for where no Response is sent. */
export function problemOf(error: AppError, requestId: string) {
  const status = ERROR_STATUS[error.code];
  const body = {
    type: `urn:usher:error:${error.code.toLowerCase().replaceAll("_", "-")}`,
    title: errorText(error.code, error.details),
    status,
    code: error.code,
    requestId,
    ...(error.details.fields ? { fields: error.details.fields } : {}),
    ...(error.details.facts ?? {}),
  };
  const wait = error.details.retryAfter;
  const headers: Record<string, string> = {
    ...JSON_HEADERS,
    "content-type": "application/problem+json",
    "x-request-id": requestId,
    ...(wait === undefined ? {} : { "retry-after": String(wait) }),
    ...(error.details.allow === undefined ? {} : { allow: error.details.allow }),
  };
  return { status, headers, body: JSON.stringify(body) };
}

/**
 * Refuses a state-changing request that another site's page made with this browser's cookies. Browsers say where a request
 * comes from in Sec-Fetch-Site or Origin; what says neither is no browser, and has no cookies that are not its own.
 */
export function refuseForeignOrigin({ headers }: Headed): void {
  const site = headers.get("sec-fetch-site");
  if (site) {
    if (site !== "same-origin" && site !== "none") throw new AppError("FORBIDDEN");
    return;
  }
  const from = headers.get("origin");
  if (from && !ownSites({ headers }).includes(from)) throw new AppError("FORBIDDEN");
}

/** Anything with headers: a request, or what Next hands an action of one. */
type Headed = { headers: Pick<Headers, "get"> };

/** This deployment's origin, and the one this browser sees it under: on the same machine that may be another name. */
export function ownSites({ headers }: Headed): string[] {
  const seen = `${new URL(origin()).protocol}//${headers.get("host") ?? ""}`;
  return URL.canParse(seen) ? [origin(), new URL(seen).origin] : [origin()];
}

/** What the log and the answer call a request: the id that our own server gave it. */
export function requestIdOf({ headers }: Headed): string {
  return headers.get("x-request-id") ?? newId();
}

/** One cookie of a request, as it was sent; undefined without it. */
export function readCookie(request: Headed, name: string): string | undefined {
  for (const part of (request.headers.get("cookie") ?? "").split(";")) {
    const cut = part.indexOf("=");
    if (cut > 0 && part.slice(0, cut).trim() === name) return part.slice(cut + 1).trim();
  }
  return undefined;
}

/** A text to be kept as a file, under a name that a browser may choose for it. */
export function fileResponse(file: { name: string; type: string; text: string }): Response {
  return new Response(file.text, {
    headers: {
      "content-type": file.type,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name).replaceAll("'", "%27")}`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

/** The media type of a body, in lower case and without its parameters; empty when it names none. */
export function mediaType(request: Request): string {
  return request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
}

/** The body as JSON. Throws UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE beyond `limit` bytes, VALIDATION_FAILED. */
export async function readJson(request: Request, limit: number): Promise<unknown> {
  if (mediaType(request) !== "application/json") throw new AppError("UNSUPPORTED_MEDIA_TYPE");
  const text = await readText(request, limit);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError("VALIDATION_FAILED", { fields: { "": "The body is not JSON." } }, { cause: error });
  }
}

/** The body as text. Throws BODY_TOO_LARGE beyond `limit` bytes, VALIDATION_FAILED for one that breaks off. */
export async function readText(request: Request, limit: number): Promise<string> {
  return (await readBytes(request, limit)).toString("utf8");
}

const inThreadOfDoor = inThread<typeof thread>("lib/entry/thread.ts");

export type ReceivedFile = { name: string; bytes: Uint8Array };

/** What a form may add to a file: boundaries, names and headers of its parts. */
const FORM_OVERHEAD = 16 * 1024;

/**
 * A file that is the body itself, of one of the media types given, or the field `file` of a form; null for a form without
 * one. Throws UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE beyond `limit` bytes, VALIDATION_FAILED for a form that is none, and
 * UNAVAILABLE where many are read.
 */
export async function readFile(
  request: Request,
  expected: { types: readonly string[]; limit: number },
): Promise<ReceivedFile | null> {
  const type = mediaType(request);
  if (expected.types.includes(type)) return { name: "", bytes: await readBytes(request, expected.limit) };
  if (type !== "multipart/form-data") {
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", {
      facts: { accepted: [...expected.types, "multipart/form-data"].join(" or ") },
    });
  }
  const body = await readBytes(request, expected.limit + FORM_OVERHEAD);
  const contentType = request.headers.get("content-type") ?? "";
  const file = await inThreadOfDoor("fileOfForm", { body, contentType });
  if (file === "no form") throw new AppError("VALIDATION_FAILED", { fields: { "": "The body is not a form." } });
  if (file && file.bytes.length > expected.limit) throw tooLarge(expected.limit);
  return file;
}

function tooLarge(limit: number): AppError {
  return new AppError("BODY_TOO_LARGE", { facts: { limitKb: Math.floor(limit / 1024) } });
}

/** Reads on for a while beyond the limit, keeping nothing: who is still sending would not hear the refusal. */
async function readBytes(request: Request, limit: number): Promise<Buffer> {
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (size > limit * 4) break;
    }
  } catch (error) {
    // Only the connection it comes by can break a body: its sender went away, and nobody hears this.
    throw new AppError("VALIDATION_FAILED", { fields: { "": "The body broke off." } }, { cause: error });
  }
  if (size > limit) throw tooLarge(limit);
  return Buffer.concat(chunks);
}
