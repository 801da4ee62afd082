import { readFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { hashPassword, isPasswordOf } from "./password-hash";

describe("passwords", () => {
  it("are known again by their hash alone", async () => {
    const hash = await hashPassword("correct horse battery");
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await isPasswordOf(hash, "correct horse battery")).toBe(true);
    expect(await isPasswordOf(hash, "wrong horse battery")).toBe(false);
  });

  it("in a flood hold up neither the event loop nor who reads files, and those beyond it are told to come again", async () => {
    const hash = await hashPassword("correct horse battery");
    let pending = 0;
    const flood = Array.from({ length: 200 }, () => {
      pending += 1;
      return isPasswordOf(hash, "wrong").finally(() => {
        pending -= 1;
      });
    });
    const settled = Promise.allSettled(flood);
    // Whoever reads files is not behind all of them in libuv's threads.
    let filesReadMeanwhile = 0;
    let turns = 0;
    for (; pending > 0; turns += 1) {
      await readFile("package.json");
      if (pending > 0) filesReadMeanwhile += 1;
      await setImmediate();
    }
    const refused = (await settled).filter((one) => one.status === "rejected");
    expect(refused.length).toBeGreaterThan(100);
    expect(refused.length).toBeLessThan(200);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: "UNAVAILABLE", details: { retryAfter: 2 } });
    expect(filesReadMeanwhile).toBeGreaterThan(50);
    expect(turns).toBeGreaterThan(50);
  });
});
