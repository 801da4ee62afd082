import { describe, expect, it } from "vitest";
import { AppError, type ErrorCode } from "./errors";
import { untilOwnTurn } from "./own-turn";

/** Work that is refused so many times before it can be done, and counts how often it was asked for. */
function refused(times: number, code: ErrorCode) {
  const work = async () => {
    work.tries += 1;
    if (work.tries <= times) throw new AppError(code);
    return "done";
  };
  work.tries = 0;
  return work;
}

describe("work that waits for its turn", () => {
  it.each(["BUSY", "UNAVAILABLE"] as const)("goes on once it is no longer refused as %s", async (code) => {
    const work = refused(2, code);
    expect(await untilOwnTurn(work)).toBe("done");
    expect(work.tries).toBe(3);
  });

  it("passes on at once what no waiting mends", async () => {
    const work = refused(1, "LIMIT_EXCEEDED");
    await expect(untilOwnTurn(work)).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
    await expect(untilOwnTurn(() => Promise.reject(new Error("of the work")))).rejects.toThrow("of the work");
    expect(work.tries).toBe(1);
  });

  it("passes the refusal on once its patience is at an end", async () => {
    const work = refused(100, "BUSY");
    await expect(untilOwnTurn(work, 0)).rejects.toMatchObject({ code: "BUSY" });
    expect(work.tries).toBe(1);
  });
});
