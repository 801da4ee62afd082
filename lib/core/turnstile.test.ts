import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { Turnstile } from "./turnstile";

const settings = { places: 2, queue: 3, waitMs: 5_000, stayMs: 60_000 };

it("lets so many in at once, and the others in the order they came", async () => {
  const turnstile = new Turnstile(settings);
  const entered: number[] = [];
  const visit = async (n: number) => {
    const leave = await turnstile.enter("one");
    entered.push(n);
    return leave;
  };
  const visits = [1, 2, 3, 4, 5].map(visit);
  await sleep(0);
  expect(entered).toEqual([1, 2]);
  (await visits[1])?.();
  await visits[2];
  expect(entered).toEqual([1, 2, 3]);
  (await visits[0])?.();
  (await visits[0])?.();
  await visits[3];
  await sleep(0);
  expect(entered).toEqual([1, 2, 3, 4]);
  (await visits[2])?.();
  await visits[4];
});

it("refuses at once who would wait behind too many, and after its time who waited", async () => {
  const turnstile = new Turnstile({ ...settings, waitMs: 50 });
  const inside = await Promise.all([turnstile.enter("one"), turnstile.enter("one")]);
  const waiting = Promise.allSettled([1, 2, 3].map(() => turnstile.enter("one")));
  await expect(turnstile.enter("one")).rejects.toMatchObject({ code: "BUSY" });
  const refused = { status: "rejected", reason: expect.objectContaining({ code: "BUSY", details: { retryAfter: 5 } }) };
  expect(await waiting).toEqual([refused, refused, refused]);
  // Who gave up holds no place.
  for (const leave of inside) leave();
  await Promise.all([turnstile.enter("one"), turnstile.enter("one")]);
});

it("gives the place of who never leaves to the next", async () => {
  const turnstile = new Turnstile({ ...settings, places: 1, stayMs: 50 });
  await turnstile.enter("one");
  await turnstile.enter("one");
});

it("lets sources take turns, and has the one with the most waiting give way when the line is full", async () => {
  const turnstile = new Turnstile({ ...settings, places: 1, queue: 4 });
  const leave = await turnstile.enter("loud");
  const entered: string[] = [];
  const refused: string[] = [];
  const visit = (source: string, name: string) =>
    turnstile.enter(source).then(
      (goOn) => {
        entered.push(name);
        goOn();
      },
      () => refused.push(name),
    );
  const visits = ["l1", "l2", "l3", "l4", "l5"].map((name) => visit("loud", name));
  visits.push(visit("quiet", "q1"));
  await vi.waitFor(() => expect(refused).toEqual(["l5", "l4"]));
  leave();
  await Promise.all(visits);
  expect(entered).toEqual(["l1", "q1", "l2", "l3"]);
});
