import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { inLane } from "./lanes";
import { noteForLog, withLogFields } from "./log-context";

describe("lanes", () => {
  it("runs the work of one lane one after the other, and other lanes beside it", async () => {
    const order: string[] = [];
    let release = () => undefined as undefined;
    const held = new Promise<void>((done) => {
      release = () => void done();
    });
    const first = inLane("a", async () => {
      order.push("first begins");
      await held;
      order.push("first ends");
    });
    const second = inLane("a", async () => void order.push("second"));
    await inLane("b", async () => void order.push("other lane"));
    release();
    await Promise.all([first, second]);
    expect(order).toEqual(["first begins", "other lane", "first ends", "second"]);
  });

  it("runs the work of who waited with that one's own log line", async () => {
    let release = () => undefined as undefined;
    const held = new Promise<void>((done) => {
      release = () => void done();
    });
    const [before, after] = [{ ticketId: "" }, { ticketId: "" }];
    const first = withLogFields(before, () => inLane("e", () => held));
    const second = withLogFields(after, () => inLane("e", async () => noteForLog({ ticketId: "second" })));
    release();
    await Promise.all([first, second]);
    expect([before.ticketId, after.ticketId]).toEqual(["", "second"]);
  });

  it("passes on what the work throws and goes on with the next", async () => {
    await expect(
      inLane("c", async () => {
        await delay(1);
        throw new Error("of the work");
      }),
    ).rejects.toThrow("of the work");
    expect(await inLane("c", async () => "next")).toBe("next");
  });

  it("refuses a waiter as BUSY without starting its work when its turn does not come", async () => {
    let release = () => undefined as undefined;
    const held = new Promise<void>((done) => {
      release = () => void done();
    });
    const first = inLane("d", () => held);
    let isStarted = false;
    const late = inLane("d", async () => {
      isStarted = true;
    });
    await expect(late).rejects.toMatchObject({ code: "BUSY" });
    release();
    await first;
    expect(isStarted).toBe(false);
  });
});
