import { connect } from "node:net";
import type { ServerProcess } from "@/lib/testing/server-process";
import { expect } from "./fixtures";

/** Until it takes no new connection, as it does from when it is told to stop on. */
export async function untilDeaf({ origin }: ServerProcess): Promise<void> {
  const isListening = () =>
    new Promise<boolean>((done) => {
      const socket = connect(Number(new URL(origin).port), "127.0.0.1");
      const end = (isOpen: boolean) => {
        socket.destroy();
        done(isOpen);
      };
      socket.once("connect", () => end(true)).once("error", () => end(false));
    });
  await expect.poll(isListening, { timeout: 30_000 }).toBe(false);
}
