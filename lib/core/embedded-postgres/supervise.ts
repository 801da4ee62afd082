import { setTimeout as sleep } from "node:timers/promises";
import { isPostmasterOf, type Postmaster } from "./postmaster";

/** Milliseconds between two looks whether the server still runs. Elsewhere than on Linux a look starts a program. */
const LOOK_MS = process.platform === "linux" ? 500 : 2000;
/** Milliseconds until a start that failed is tried again: doubled each time, up to the last. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** Who is told that the server ended, or could not be started again, and that it runs again. */
export type OutageReport = { failed: (error: unknown) => void; worked: () => void };

type Supervision = {
  /** The server as it runs now. */
  current: () => Postmaster;
  /** Ends the supervision; a start under way is waited for. */
  end: () => Promise<void>;
};

/** Starts a server again, by `restart`, whenever it has ended without having been asked to, for as long as it takes. */
export function supervise(
  first: Postmaster,
  { cluster, restart, report }: { cluster: string; restart: () => Promise<Postmaster>; report: OutageReport },
): Supervision {
  let current = first;
  const ending = new AbortController();
  const pause = (ms: number) => sleep(ms, undefined, { signal: ending.signal }).catch(() => undefined);

  const startAgain = async () => {
    for (let wait = FIRST_WAIT_MS; !ending.signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      try {
        current = await restart();
        report.worked();
        return;
      } catch (error) {
        report.failed(error);
        await pause(wait);
      }
    }
  };
  const watch = async () => {
    while (!ending.signal.aborted) {
      await pause(LOOK_MS);
      if (ending.signal.aborted || (await isPostmasterOf(current.pid, cluster))) continue;
      report.failed(Object.assign(new Error("The embedded PostgreSQL has ended."), { code: "ENDED" }));
      await startAgain();
    }
  };
  const watching = watch();
  return {
    current: () => current,
    async end() {
      ending.abort();
      await watching;
    },
  };
}
