type Step = () => Promise<void>;

/** What a clean stop does, in the order of dependence: the latest step first, the database at the very end. */
export type Stopping = {
  first: (step: Step) => void;
  last: (step: Step) => void;
  now: () => Promise<void>;
  isAsked: () => boolean;
};

/** Stops cleanly at the first SIGTERM or SIGINT, and at once at the second. */
export function stopOnSignal(): Stopping {
  const steps: Step[] = [];
  let running: Promise<void> | null = null;
  const run = async () => {
    for (const step of steps.splice(0).reverse()) {
      await step().catch((error: unknown) =>
        console.error(`While stopping: ${error instanceof Error ? error.message : String(error)}`),
      );
    }
  };
  const now = () => {
    running ??= run();
    return running;
  };
  const onSignal = () => {
    if (running !== null) process.exit(1);
    void now().then(() => process.exit(0));
  };
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
  return {
    first: (step) => steps.push(step),
    last: (step) => steps.unshift(step),
    now,
    isAsked: () => running !== null,
  };
}
