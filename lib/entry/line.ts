import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { AppError } from "@/lib/core/errors";
import type { Turnstile } from "@/lib/core/turnstile";

/** Pages that one connection may have asked for and not been answered. Browsers and proxies ask for one after the other. */
const PAGES_OF_CONNECTION = 32;

/** A request that waits until the framework begins with it. */
type Waiting = { request: IncomingMessage; response: ServerResponse; begin: () => Promise<void> };
/** What a connection's next page waits for, and how many pages of it are not answered. */
type Unanswered = { last: Promise<void>; count: number };
const unanswered = new WeakMap<Socket, Unanswered>();

/**
 * Draws a page in its turn. Of one connection only one page is in the line or drawn at a time: Node hands on all that a
 * connection asks for at once, and nothing says of the later ones that their reader went away. Throws BUSY.
 */
export async function onePageAtATime(pages: Turnstile, page: Waiting): Promise<void> {
  const { socket } = page.request;
  const own = unanswered.get(socket) ?? { last: Promise.resolve(), count: 0 };
  if (own.count >= PAGES_OF_CONNECTION) throw new AppError("BUSY", { retryAfter: 5 });
  unanswered.set(socket, own);
  own.count += 1;
  const drawn = own.last.then(() => beginInTurn(pages, page));
  own.last = drawn
    .catch(() => undefined)
    .then(() => endOf(page))
    .then(() => {
      own.count -= 1;
    });
  return drawn;
}

/** Begins with a request once its source has its turn, and holds the place until the answer's end. Throws BUSY. */
export async function beginInTurn(turnstile: Turnstile, waiting: Waiting): Promise<void> {
  const { request } = waiting;
  if (request.socket.destroyed) return;
  const leave = await turnstile.enter(String(request.headers["x-usher-peer"]));
  void endOf(waiting).then(leave);
  if (!request.socket.destroyed) await waiting.begin();
}

/** When the last byte of its answer was handed on, or its reader went away. */
function endOf({ request: { socket }, response }: Waiting): Promise<void> {
  if (response.writableFinished || response.destroyed || socket.destroyed) return Promise.resolve();
  return new Promise((ended) => {
    const end = () => {
      response.off("finish", end).off("close", end);
      socket.off("close", end);
      ended();
    };
    response.on("finish", end).on("close", end);
    socket.on("close", end);
  });
}
