import "server-only";
import { AppError } from "./errors";
import { ownLoopTurn } from "./own-loop-turn";

export type TurnstileSettings = {
  /** How many are inside at once. */
  places: number;
  /** How many may wait. When more come, whoever has the most of them waiting has one refused. */
  queue: number;
  /** Milliseconds that one waits, and that one may stay inside before the place is given to the next. */
  waitMs: number;
  stayMs: number;
};

/**
 * Lets so many in at once and has the others wait in memory, where they hold neither a connection to the database nor a timer of
 * its pool. Sources take turns, so that one which sends a thousand keeps only itself waiting; those of one source are let in
 * in the order they came.
 */
export class Turnstile {
  readonly #settings: TurnstileSettings;
  /** The source whose turn is next comes first. */
  readonly #lines = new Map<string, Waiter[]>();
  #waiting = 0;
  #inside = 0;

  constructor(settings: TurnstileSettings) {
    this.#settings = settings;
  }

  /** Waits for a place and answers how to leave it; leaving twice is leaving once. Throws BUSY when none comes free in time. */
  async enter(source: string): Promise<() => void> {
    if (this.#inside >= this.#settings.places) await this.#wait(source);
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

  #wait(source: string): Promise<void> {
    return new Promise((admit, fail) => {
      const refuse = () => {
        this.#leaveLine(source, waiter);
        clearTimeout(timer);
        // Those who came together are refused together: each is told in a turn of its own.
        void ownLoopTurn().then(() => fail(new AppError("BUSY", { retryAfter: 5 })));
      };
      const waiter: Waiter = {
        admit() {
          clearTimeout(timer);
          admit();
        },
        refuse,
      };
      const timer = setTimeout(refuse, this.#settings.waitMs);
      this.#lines.set(source, [...(this.#lines.get(source) ?? []), waiter]);
      this.#waiting += 1;
      if (this.#waiting > this.#settings.queue) longest(this.#lines).at(-1)?.refuse();
    });
  }

  #leaveLine(source: string, waiter: Waiter): void {
    const others = (this.#lines.get(source) ?? []).filter((one) => one !== waiter);
    if (others.length > 0) this.#lines.set(source, others);
    else this.#lines.delete(source);
    this.#waiting -= 1;
  }

  /** The place goes to whoever waited longest of the source whose turn it is, or comes free. */
  #passOn(): void {
    const [next] = this.#lines;
    if (!next) {
      this.#inside -= 1;
      return;
    }
    const [source, [first, ...others]] = next;
    this.#lines.delete(source);
    if (others.length > 0) this.#lines.set(source, others);
    this.#waiting -= 1;
    first?.admit();
  }
}

type Waiter = { admit: () => void; refuse: () => void };

function longest(lines: ReadonlyMap<string, Waiter[]>): Waiter[] {
  return [...lines.values()].reduce((most, line) => (line.length > most.length ? line : most), []);
}
