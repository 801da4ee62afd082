type Step = () => Promise<void>;

/** What a clean stop does, in the order of dependence: the latest step first, the database at the very end. */
export type Stopping = {
  /** A step that drains something; somebody impatient cuts it short. */
  first: (step: Step) => void;
  /** A step that has to be done whatever else is cut short. */
  last: (step: Step) => void;
  now: () => Promise<void>;
  isAsked: () => boolean;
};

/**
 * Milliseconds after the first signal in which others are its echo: a terminal, `timeout` and systemd send it to the whole
 * group, and launchers such as npm pass theirs on.
 */
const ECHO_MS = 2000;

/**
 * Stops cleanly at the first SIGTERM, SIGINT or SIGHUP (the terminal was closed) and ends with 0. A second one, later than its
 * echo, cuts short what is being drained and ends with 1, but never without the last steps. A third ends at once; the next start
 * takes over what is left.
 */
export function stopOnSignal(): Stopping {
  const draining: Step[] = [];
  const closing: Step[] = [];
  let running: Promise<void> | null = null;
  let askedAt = 0;
  let hurry: () => void = () => undefined;
  const hurried = new Promise<void>((resolve) => {
    hurry = resolve;
  });
  let isHurried = false;

  const attempt = (step: Step) =>
    step().catch((error: unknown) =>
      console.error(`While stopping: ${error instanceof Error ? error.message : String(error)}`),
    );
  const run = async () => {
    for (const step of draining.reverse()) await Promise.race([attempt(step), hurried]);
    for (const step of closing.reverse()) await attempt(step);
  };
  const now = () => {
    running ??= run();
    return running;
  };
  const onSignal = () => {
    if (running === null) {
      askedAt = performance.now();
      void now().then(() => process.exit(isHurried ? 1 : 0));
      return;
    }
    if (performance.now() - askedAt < ECHO_MS) return;
    if (isHurried) process.exit(1);
    isHurried = true;
    askedAt = performance.now();
    hurry();
  };
  process
    .on("SIGTERM", onSignal)
    .on("SIGINT", onSignal)
    .on("SIGHUP", () => {
      // A closed terminal takes no more words; an attempt to write some must not end the process before its last step.
      for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
      onSignal();
    });
  return {
    first: (step) => draining.push(step),
    last: (step) => closing.push(step),
    now,
    isAsked: () => running !== null,
  };
}
