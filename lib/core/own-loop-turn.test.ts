import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { ownLoopTurn } from "./own-loop-turn";

it("of a crowd, each begins in a turn of the loop that others share with nobody of it", async () => {
  const happened: string[] = [];
  const crowd = ["one", "two", "three"].map((name) => ownLoopTurn().then(() => happened.push(name)));
  for (let turn = 0; turn < 4; turn += 1) {
    await setImmediate();
    happened.push("|");
  }
  await Promise.all(crowd);
  expect(happened.join(" ")).toMatch(/one \|.* two \|.* three/);
});
