import "server-only";
import { AppError } from "./errors";

export type TurnstileSettings = {
  /** How many are inside at once. */
  places: number;
  /** How many may wait; more are refused at once. */
  queue: number;
  /** Milliseconds that one waits, and that one may stay inside before the place is given to the next. */
  waitMs: number;
  stayMs: number;
};

/**
 * Lets so many in at once and has the others wait in memory, in the order they came, where they hold neither a connection to
 * the database nor a timer of its pool.
 */
export class Turnstile {
  readonly #settings: TurnstileSettings;
  readonly #waiting = new Set<() => void>();
  #inside = 0;

  constructor(settings: TurnstileSettings) {
    this.#settings = settings;
  }

  /** Waits for a place and answers how to leave it; leaving twice is leaving once. Throws BUSY when none comes free in time. */
  async enter(): Promise<() => void> {
    if (this.#inside >= this.#settings.places) await this.#wait();
    else this.#inside += 1;
    let isInside = true;
    const leave = () => {
      if (!isInside) return;
      isInside = false;
      clearTimeout(overstayed);
      this.#passOn();
    };
    // Whoever reads slowly, or never ends, must not keep everybody else out.
    const overstayed = setTimeout(leave, this.#settings.stayMs);
    overstayed.unref();
    return leave;
  }

  #wait(): Promise<void> {
    const busy = () => new AppError("BUSY", { retryAfter: 5 });
    if (this.#waiting.size >= this.#settings.queue) return Promise.reject(busy());
    return new Promise((admitted, refused) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(letIn);
        refused(busy());
      }, this.#settings.waitMs);
      const letIn = () => {
        clearTimeout(timer);
        admitted();
      };
      this.#waiting.add(letIn);
    });
  }

  /** The place goes to whoever waited longest, or comes free. */
  #passOn(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#inside -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
