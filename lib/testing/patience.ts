/** How long a test waits for what must happen, on a machine with other work on it: it ends a hang, it does not judge speed. */
export const PATIENCE = { timeout: 60_000, interval: 50 };
