import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import { errorText } from "@/lib/core/error-texts";
import { type AppError, ERROR_STATUS } from "@/lib/core/errors";
import { problemOf } from "./http";

type Plain = { status: number; headers: Record<string, string>; body: string };

/** A refusal without any page around it: for the API as problem details, for people as a page that needs nothing else. */
export function plainAnswer(request: IncomingMessage, error: AppError, requestId: string): Plain {
  if (request.url?.startsWith("/api/")) return problemOf(error, requestId);
  const { retryAfter, allow } = error.details;
  const status = ERROR_STATUS[error.code];
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-request-id": requestId,
    ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
    ...(allow === undefined ? {} : { allow }),
  };
  return { status, headers, body: page(status < 500 ? "That does not work" : "One moment", errorText(error.code)) };
}

/** Sends it in place of whatever was to be sent; nothing when the answer has begun. */
export function sendPlain(response: ServerResponse, { status, headers, body }: Plain): void {
  if (response.headersSent) return;
  for (const name of response.getHeaderNames()) if (name !== "connection") response.removeHeader(name);
  response.writeHead(status, { ...headers, "content-length": String(Buffer.byteLength(body)) });
  response.end(body);
}

function page(title: string, text: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title} · Usher</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:20vh auto;padding:0 1rem}</style></head>
<body><main><h1>${title}</h1><p>${text}</p><p><a href="">Try again</a></p></main></body></html>`;
}

/**
 * Lets `judge` put a plain answer in the place of one that is about to be sent with a status of 500 and more. Whatever is
 * still written of the other one is dropped.
 */
export function guardAnswer(response: ServerResponse, judge: () => Plain | null): void {
  const own = {
    writeHead: response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse,
    write: response.write.bind(response) as (...args: unknown[]) => boolean,
    end: response.end.bind(response) as (...args: unknown[]) => ServerResponse,
    flushHeaders: response.flushHeaders.bind(response),
  };
  let isReplaced = false;
  /** Whether the answer is still theirs, once its status is settled. */
  const isTheirs = (status: number) => {
    const other = isReplaced || response.headersSent || status < 500 ? null : judge();
    if (other) {
      isReplaced = true;
      Object.assign(response, own);
      sendPlain(response, other);
      // For whoever is still at it: heard, and dropped.
      const dropped = {
        writeHead: () => response,
        write: () => true,
        end: () => response,
        flushHeaders: () => undefined,
      };
      Object.assign(response, dropped);
    }
    return !isReplaced;
  };
  const guarded = {
    writeHead: (status: number, ...rest: unknown[]) => (isTheirs(status) ? own.writeHead(status, ...rest) : response),
    write: (...args: unknown[]) => (isTheirs(response.statusCode) ? own.write(...args) : true),
    end: (...args: unknown[]) => (isTheirs(response.statusCode) ? own.end(...args) : response),
    flushHeaders: () => (isTheirs(response.statusCode) ? own.flushHeaders() : undefined),
  };
  Object.assign(response, guarded);
}
