import "server-only";
import { log } from "./log";

/** Milliseconds between two lines about a trouble that lasts. */
const REMINDER_MS = 60_000;

type OutageNews = { words: "stopped working" | "still not working" | "works again"; failures: number; seconds: number };

/** Counts the failures of one part and says when there is something to tell: at the first, once a minute, and when it is over. */
export class Outage {
  #failures = 0;
  #began = 0;
  #told = 0;
  #last = 0;

  failed(now: number): OutageNews | null {
    const isFirst = this.#failures === 0;
    this.#failures += 1;
    this.#last = now;
    if (isFirst) this.#began = now;
    else if (now - this.#told < REMINDER_MS) return null;
    this.#told = now;
    return this.#news(isFirst ? "stopped working" : "still not working", now);
  }

  /** Null unless something had failed, and nothing did in the last `quietMs`. */
  worked(now: number, quietMs = 0): OutageNews | null {
    if (this.#failures === 0 || now - this.#last < quietMs) return null;
    const news = this.#news("works again", now);
    this.#failures = 0;
    return news;
  }

  #news(words: OutageNews["words"], now: number): OutageNews {
    return { words, failures: this.#failures, seconds: Math.round((now - this.#began) / 1000) };
  }
}

/** Puts the outages of one part into the log: a line when it stops working and when it works again, and one a minute between. */
export function outageLog(part: string): { failed: (error: unknown) => void; worked: (quietMs?: number) => void } {
  const outage = new Outage();
  return {
    failed(error) {
      const news = outage.failed(Date.now());
      if (!news) return;
      const { words, ...counts } = news;
      log().error({ part, ...nameOf(error), ...counts }, words);
    },
    worked(quietMs) {
      const news = outage.worked(Date.now(), quietMs);
      if (!news) return;
      const { words, ...counts } = news;
      log().info({ part, ...counts }, words);
    },
  };
}

/** Name and code, but not the message: it may hold values. */
function nameOf(error: unknown): { error: string; state?: string } {
  const name = error instanceof Error ? error.name : typeof error;
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return { error: name, ...(typeof code === "string" ? { state: code } : {}) };
}
