import "server-only";
import { origin } from "@/lib/core/env";
import { errorText } from "@/lib/core/error-texts";
import { AppError, ERROR_STATUS } from "@/lib/core/errors";

/** A JSON answer that no cache keeps. */
export function jsonResponse(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...headers,
    },
  });
}

/** A refusal as RFC 9457 problem details, with the stable code and the request's id. */
export function problemResponse(error: AppError, requestId: string): Response {
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
  return jsonResponse(body, status, {
    "content-type": "application/problem+json",
    "x-request-id": requestId,
    ...(wait === undefined ? {} : { "retry-after": String(wait) }),
  });
}

/**
 * Refuses a state-changing request that another site's page made with this browser's cookies. Browsers say where a request
 * comes from in Sec-Fetch-Site or Origin; what says neither is no browser, and has no cookies that are not its own.
 */
export function refuseForeignOrigin(request: Request): void {
  const site = request.headers.get("sec-fetch-site");
  if (site) {
    if (site !== "same-origin" && site !== "none") throw new AppError("FORBIDDEN");
    return;
  }
  const from = request.headers.get("origin");
  if (from && from !== origin()) throw new AppError("FORBIDDEN");
}

/** The body as JSON. Throws UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE beyond `limit` bytes, VALIDATION_FAILED. */
export async function readJson(request: Request, limit: number): Promise<unknown> {
  if (request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() !== "application/json") {
    throw new AppError("UNSUPPORTED_MEDIA_TYPE");
  }
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw new AppError("BODY_TOO_LARGE");
  const text = await readText(request, limit);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError("VALIDATION_FAILED", { fields: { "": "The body is not JSON." } }, { cause: error });
  }
}

async function readText(request: Request, limit: number): Promise<string> {
  if (!request.body) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > limit) throw new AppError("BODY_TOO_LARGE");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
