import { describe, expect, it } from "vitest";
import { Outage } from "./outage-log";

describe("a part that stops working", () => {
  it("is told of once, then once a minute however often it fails, and once when it works again", () => {
    const outage = new Outage();
    const told: string[] = [];
    // 49 failures a second for three minutes, as seven kinds of jobs without a database made.
    for (let now = 0; now < 180_000; now += 20) {
      const news = outage.failed(now);
      if (news) told.push(`${news.seconds} s: ${news.words}`);
    }
    expect(told).toEqual(["0 s: stopped working", "60 s: still not working", "120 s: still not working"]);
    expect(outage.worked(180_000)).toEqual({ words: "works again", failures: 9000, seconds: 180 });
    expect(outage.worked(180_020)).toBeNull();
    expect(outage.failed(180_040)).toMatchObject({ words: "stopped working", failures: 1, seconds: 0 });
  });

  it("does not count as working again while others of it still fail", () => {
    const outage = new Outage();
    outage.failed(0);
    expect(outage.worked(5000, 10_000)).toBeNull();
    expect(outage.failed(5001)).toBeNull();
    expect(outage.worked(15_001, 10_000)).toMatchObject({ words: "works again", failures: 2 });
  });

  it("says nothing while it works", () => {
    expect(new Outage().worked(0)).toBeNull();
  });
});
