import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { Turnstile } from "./turnstile";

const settings = { places: 2, queue: 3, waitMs: 5_000, stayMs: 60_000 };

it("lets so many in at once, and the others in the order they came", async () => {
  const turnstile = new Turnstile(settings);
  const entered: number[] = [];
  const visit = async (n: number) => {
    const leave = await turnstile.enter();
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
});

it("refuses at once who would wait behind too many, and after its time who waited", async () => {
  const turnstile = new Turnstile({ ...settings, waitMs: 50 });
  const inside = await Promise.all([turnstile.enter(), turnstile.enter()]);
  const waiting = [1, 2, 3].map(() => turnstile.enter());
  await expect(turnstile.enter()).rejects.toMatchObject({ code: "BUSY" });
  for (const one of waiting) await expect(one).rejects.toMatchObject({ code: "BUSY", details: { retryAfter: 5 } });
  // Who gave up holds no place.
  for (const leave of inside) leave();
  await Promise.all([turnstile.enter(), turnstile.enter()]);
});

it("gives the place of who never leaves to the next", async () => {
  const turnstile = new Turnstile({ ...settings, places: 1, stayMs: 50 });
  await turnstile.enter();
  await turnstile.enter();
});
