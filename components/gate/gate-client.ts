import type {
  ConfirmInput,
  ConfirmResult,
  GateCounts,
  GateCountsInput,
  GateEvent,
  GateSearchInput,
  GateSearchResult,
  PreviewInput,
  PreviewResult,
  UndoInput,
  UndoResult,
} from "@/lib/domain/check-in/schema";
import { type GateProblem, readConfirm, readPreview, readProblem, readUndo } from "./gate-answers";
import { readCounts, readEvents, readSearch } from "./list-answers";

/**
 * Why nothing was learned: no connection, no answer in time, an answer that is none, or a server that asks to wait, since this
 * device asked too often or since others hold the same ticket.
 */
export type Silence = { why: "offline" | "slow" | "server" | "wait" | "busy"; waitMs: number | null };

/** One attempt's end. `silence` says nothing about what the server did; `problem` says that it did nothing. */
export type Attempt<T> =
  | { kind: "answer"; value: T }
  | { kind: "problem"; problem: GateProblem }
  | { kind: "silence"; silence: Silence };

export type GateClient = {
  preview(body: Omit<PreviewInput, "organization">, signal: AbortSignal): Promise<Attempt<PreviewResult>>;
  confirm(body: Omit<ConfirmInput, "organization">, signal: AbortSignal): Promise<Attempt<ConfirmResult>>;
  undo(body: Omit<UndoInput, "organization">, signal: AbortSignal): Promise<Attempt<UndoResult>>;
  events(signal: AbortSignal): Promise<Attempt<GateEvent[]>>;
  search(body: Omit<GateSearchInput, "organization">, signal: AbortSignal): Promise<Attempt<GateSearchResult>>;
  counts(query: Omit<GateCountsInput, "organization">, signal: AbortSignal): Promise<Attempt<GateCounts>>;
};

export type Timers = { setTimeout(run: () => void, ms: number): number; clearTimeout(timer: number): void };

type GateClientSettings = {
  organization: string;
  fetch: typeof globalThis.fetch;
  timers: Timers;
  timeoutMs?: number;
};

/**
 * Milliseconds after which an answer is no longer listened for. Much longer than anybody waits before asking again: where
 * every answer takes ten seconds, an attempt that was dropped when the next one began would never be heard.
 */
const ATTEMPT_MS = 12_000;

function silence(why: Silence["why"], waitMs: number | null = null): Attempt<never> {
  return { kind: "silence", silence: { why, waitMs } };
}

function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get("retry-after"));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;
}

/**
 * An error status is final only when our server states it with one of its codes, and only below 500: a proxy's error
 * page, or a crash after the commit, leaves open what happened.
 */
function judgeError(response: Response, body: unknown): Attempt<never> {
  if (response.status === 429) return silence("wait", retryAfterMs(response));
  const problem = readProblem(body);
  if (problem === null) return silence("server");
  if (problem.code === "BUSY") return silence("busy", retryAfterMs(response));
  const isFinal = response.status < 500 || problem.code === "KEY_MISMATCH";
  return isFinal ? { kind: "problem", problem } : silence("server", retryAfterMs(response));
}

type Sent<T> = { path: string; init: RequestInit; read: (body: unknown) => T | null };

/** The gate's calls. Each makes one attempt, never throws, and never takes longer than its timeout. */
export function createGateClient(settings: GateClientSettings): GateClient {
  const { organization, timers, timeoutMs = ATTEMPT_MS } = settings;

  async function attempt<T>({ path, init, read }: Sent<T>, signal: AbortSignal): Promise<Attempt<T>> {
    const ending = new AbortController();
    const stop = () => ending.abort();
    const timer = timers.setTimeout(stop, timeoutMs);
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    try {
      const response = await settings.fetch(path, {
        ...init,
        credentials: "same-origin",
        cache: "no-store",
        // A captive portal redirects; following it would end in somebody's sign-in page.
        redirect: "error",
        signal: ending.signal,
      });
      // Reading the body is inside the timeout too: a cut connection can stop in the middle of it.
      const text = await response.text();
      const parsed = parseJson(text);
      if (!response.ok) return judgeError(response, parsed);
      const value = read(parsed);
      return value === null ? silence("server") : { kind: "answer", value };
    } catch {
      return silence(ending.signal.aborted ? "slow" : "offline");
    } finally {
      timers.clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    }
  }

  function post<T>(path: string, body: object, read: Sent<T>["read"]): Sent<T> {
    const headers = { "content-type": "application/json", accept: "application/json" };
    return { path, read, init: { method: "POST", headers, body: JSON.stringify({ organization, ...body }) } };
  }

  function get<T>(path: string, query: Record<string, string | undefined>, read: Sent<T>["read"]): Sent<T> {
    const named = Object.entries({ organization, ...query }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const init = { method: "GET", headers: { accept: "application/json" } };
    return { path: `${path}?${new URLSearchParams(named)}`, read, init };
  }

  return {
    preview: (body, signal) => attempt(post("/api/gate/preview", body, readPreview), signal),
    confirm: (body, signal) => attempt(post("/api/gate/confirm", body, readConfirm), signal),
    undo: (body, signal) => attempt(post("/api/gate/undo", body, readUndo), signal),
    events: (signal) => attempt(get("/api/gate/events", {}, readEvents), signal),
    search: (body, signal) => attempt(post("/api/gate/search", body, readSearch), signal),
    counts: (query, signal) => attempt(get("/api/gate/counts", query, readCounts), signal),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
