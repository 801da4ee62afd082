import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, ERROR_STATUS } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { log } from "@/lib/core/log";
import { ownLoopTurn } from "@/lib/core/own-loop-turn";
import { type RequestMark, withRequestMark } from "@/lib/core/request-mark";
import { Turnstile } from "@/lib/core/turnstile";
import { beginInTurn, onePageAtATime } from "./line";
import { noteSource, type Range } from "./peer";
import { logRefusal } from "./pipeline";
import { guardAnswer, plainAnswer, sendPlain } from "./plain-answer";
import { describePrinted } from "./printed";
import { assertSensible } from "./request-check";

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Pages drawn at once: more gain nothing on one event loop, and each may hold three connections of the pool for a moment. */
const PAGES = { places: 16, queue: 1000, waitMs: 10_000, stayMs: 5000 };
/**
 * Everything else that the framework begins with at once. Its sender decides how long it takes, so that it soon counts no more:
 * a crowd is only spread over some seconds.
 */
const OTHERS = { places: 16, queue: 1000, waitMs: 10_000, stayMs: 300 };

/** Paths that answer for themselves, draw nothing, and are asked often. */
const UNWATCHED = ["/api/gate/", "/api/health/", "/_next/static/"];

/**
 * What stands between the http server and the framework: who asks, whether that can be asked at all, a place in the line where
 * it is a page, and at the end a true status and one JSON line where nothing of ours has written one.
 */
export function requestEdge(handle: Handler, trusted: readonly Range[]): (...asked: Parameters<Handler>) => void {
  const [pages, others] = [new Turnstile(PAGES), new Turnstile(OTHERS)];
  return (request, response) => {
    const requestId = newId();
    const isDirect = UNWATCHED.some((start) => request.url?.startsWith(start));
    const isOwn = noteSource(request, trusted, { isDirect });
    request.headers["x-request-id"] = requestId;
    if (request.method === "OPTIONS" && request.url === "*") return void response.writeHead(204).end();
    try {
      assertSensible(request);
    } catch (error) {
      return refuse({ request, response, requestId }, error);
    }
    if (isDirect) return void handle(request, response);
    const mark: RequestMark = { requestId, hasReachedDoor: false, failure: null, printed: [] };
    watch(request, response, mark);
    // The framework takes milliseconds to begin with a request: a crowd's are begun one by one, and a gate's scans between them.
    const begin = () => withRequestMark(mark, () => ownLoopTurn().then(() => handle(request, response)));
    // What this server sends to itself comes from inside: waiting outside, it would wait for itself.
    const asked = { request, response, begin };
    const work = isOwn ? begin() : isPage(request) ? onePageAtATime(pages, asked) : beginInTurn(others, asked);
    work.catch((error: unknown) => withRequestMark(mark, () => refuse({ request, response, requestId }, error)));
  };
}

/** A page that is only looked at. What is sent to one is not: its sender decides how long that takes. */
function isPage({ method, url = "" }: IncomingMessage): boolean {
  return (method === "GET" || method === "HEAD") && !url.startsWith("/api/") && !url.startsWith("/_next/");
}

type Asked = { request: IncomingMessage; response: ServerResponse; requestId: string };

function refuse({ request, response, requestId }: Asked, error: unknown): void {
  const refusal = logRefusal({ requestId, door: "server", method: request.method }, error);
  sendPlain(response, plainAnswer(request, refusal, requestId));
}

/** Sees to the status that is sent, and to the log line of what never came to a door or was never logged by one. */
function watch(request: IncomingMessage, response: ServerResponse, mark: RequestMark): void {
  let refusal: AppError | null = null;
  guardAnswer(response, () => {
    const failure = mark.failure;
    if (failure && ERROR_STATUS[failure.code] === 503) return plainAnswer(request, failure, mark.requestId);
    if (failure || mark.hasReachedDoor || !isFrameworkProtocol(request)) return null;
    refusal = new AppError("VALIDATION_FAILED");
    return plainAnswer(request, refusal, mark.requestId);
  });
  response.once("close", () => {
    const status = response.statusCode;
    // A door tells of what it refused; what breaks behind that, as the page drawn after it, is another matter.
    const isTold = mark.failure !== null && (status < 500 || ERROR_STATUS[mark.failure.code] >= 500);
    if (isTold || (status < 400 && mark.printed.length === 0)) return;
    const line = {
      requestId: mark.requestId,
      door: "server",
      method: request.method,
      ...(mark.printed.length > 0 ? describePrinted(mark.printed) : {}),
    };
    const isOurs = refusal === null && status >= 500 && response.writableFinished;
    if (isOurs) log().error({ ...line, status }, "failed");
    else log().info({ ...line, status, refusal: refusal?.code }, status < 400 ? "printed" : "refused");
  });
}

/**
 * Whether a request is in the framework's own protocol: a form of a page, or what its scripts ask. When that fails before it
 * reaches any door, it was not what our pages send.
 */
function isFrameworkProtocol({ method, headers }: IncomingMessage): boolean {
  return method === "POST" || Object.keys(headers).some((name) => name === "rsc" || name.startsWith("next-"));
}
