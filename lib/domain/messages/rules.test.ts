import { describe, expect, it } from "vitest";
import { afterFailure, isOurTrouble } from "./rules";

/** Plays a message's life against tries that fail for these reasons, again and again: the waits between, and its end. */
function play(...reasons: [string, ...string[]]) {
  const waits: number[] = [];
  let deferrals = 0;
  for (let attempts = 1; attempts < 1000; attempts++) {
    const next = afterFailure(reasons[(attempts - 1) % reasons.length] ?? reasons[0], { attempts, deferrals });
    deferrals = next.deferrals;
    if (next.state !== "queued") return { waits, end: next.state };
    waits.push(next.waitSeconds);
  }
  throw new Error("It is tried for ever.");
}
const sum = (waits: number[]) => waits.reduce((all, wait) => all + wait, 0);
const DAY = 24 * 3600;

describe("an email that could not be sent", () => {
  it("is given up at once when its address is refused for good", () => {
    expect(play("RECIPIENT_REFUSED")).toEqual({ waits: [], end: "bounced" });
  });

  it.each(["DEFERRED", "MAIL_SERVER"])(
    "is tried three times more over 24 hours when the other side says %s",
    (reason) => {
      const { waits, end } = play(reason);
      expect(waits).toEqual([900, 7200, 78_300]);
      expect([sum(waits), end]).toEqual([DAY, "failed"]);
    },
  );

  it.each(["RENDER_FAILED", "KEY_MISMATCH", "INTERNAL"])(
    "is tried again after 5, 25 and 125 seconds when it was %s",
    (reason) => {
      expect(play(reason)).toEqual({ waits: [5, 25, 125], end: "failed" });
    },
  );

  it.each(["MAIL_SETTINGS", "MAIL_UNREACHABLE", "CONNECTION_LOST"])(
    "is tried again soon, and then for a day, while it is %s: nobody's emails fail for good within minutes",
    (reason) => {
      const { waits, end } = play(reason);
      expect(waits.slice(0, 4)).toEqual([5, 25, 125, 900]);
      expect(new Set(waits.slice(3))).toEqual(new Set([900]));
      expect(sum(waits)).toBeGreaterThanOrEqual(DAY);
      expect(sum(waits)).toBeLessThan(DAY + 3600);
      expect(end).toBe("failed");
    },
  );

  it("counts what the other side defers for itself, whatever breaks on our side between", () => {
    expect(play("DEFERRED", "CONNECTION_LOST").waits.slice(0, 6)).toEqual([900, 5, 7200, 25, 78_300, 125]);
  });
});

it("what is left to whoever wrote the address is not called ours", () => {
  const all = ["RECIPIENT_REFUSED", "DEFERRED", "MAIL_SERVER", "MAIL_SETTINGS", "MAIL_UNREACHABLE", "RENDER_FAILED"];
  expect(all.filter(isOurTrouble)).toEqual(["MAIL_SETTINGS", "MAIL_UNREACHABLE", "RENDER_FAILED"]);
});
