import { beforeAll, beforeEach, expect, it } from "vitest";
import { newId } from "@/lib/core/ids";
import { resetLimiters } from "@/lib/core/rate-limit";
import { confirmScan } from "@/lib/domain/check-in/commands/confirm-scan";
import { previewScan } from "@/lib/domain/check-in/commands/preview-scan";
import { undoCheckIn } from "@/lib/domain/check-in/commands/undo-check-in";
import { findCheckInLane } from "@/lib/domain/check-in/queries";
import { confirmInput, previewInput, undoInput } from "@/lib/domain/check-in/schema";
import { secretsOf } from "@/lib/testing/gate";
import { countWaiting, holdRow, untilWaiting } from "@/lib/testing/locks";
import { useOwner } from "@/lib/testing/owner";
import { type Populated, populate } from "@/lib/testing/populated";
import { useSettings } from "@/lib/testing/settings";
import { makeTickets, useWorld } from "@/lib/testing/world";
import { defineRoute } from "./route";

const world = useWorld();
const owner = useOwner(world);
useSettings();
let one: Populated;

beforeAll(async () => {
  world.now = new Date();
  one = await populate(world);
});
beforeEach(() => resetLimiters());

const gate = { method: "POST", callers: ["api-key"], transaction: "none", limit: "gatePrincipal" } as const;
const DOORS = {
  preview: defineRoute({ ...gate, name: "gate.preview", input: previewInput, run: previewScan }),
  confirm: defineRoute({ ...gate, name: "gate.confirm", input: confirmInput, run: confirmScan }),
  undo: defineRoute({
    ...gate,
    transaction: "one",
    name: "gate.undo",
    input: undoInput,
    findLane: findCheckInLane,
    run: undoCheckIn,
  }),
};

async function ask(door: keyof typeof DOORS, sent: object) {
  const headers = { authorization: `Bearer ${one.apiKey.secret}`, "content-type": "application/json" };
  const request = new Request("http://usher.test/api", { method: "POST", headers, body: JSON.stringify(sent) });
  const response = await DOORS[door](request, { params: Promise.resolve({}) });
  return { status: response.status, retryAfter: response.headers.get("retry-after"), ...(await response.json()) };
}

/** What a phone of its own sends to admit a ticket. */
async function previewed(ticketId: string) {
  const { code } = await secretsOf(world, one.tenant, ticketId);
  const deviceId = newId();
  const device = { id: deviceId, label: "Phone" };
  const { previewToken } = await ask("preview", { eventId: one.event.id, code, device });
  return { previewToken, scanId: newId(), deviceId };
}

/** Every one of them, one after the other: the questions of hundreds at once would wait for each other. */
async function inTurn<T, R>(of: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (const each of of) done.push(await work(each));
  return done;
}

/** Counts the connections that wait for a lock until it is asked for the highest of the counts. */
function watchWaiting(): () => Promise<number> {
  let isOver = false;
  const watching = (async () => {
    let most = 0;
    while (!isOver) most = Math.max(most, await countWaiting(owner));
    return most;
  })();
  return () => {
    isOver = true;
    return watching;
  };
}

it("one ticket's row, held by somebody, stops no scan of another, and its own are told to come again", async () => {
  const [held = { id: "" }, ...others] = await makeTickets(world, one.tenant, one.event, 21);
  const phones = await inTurn([1, 2, 3, 4, 5], () => previewed(held.id));
  const otherPhones = await inTurn(others, ({ id }) => previewed(id));

  const row = await holdRow(world, "SELECT FROM tickets WHERE id = $1 FOR UPDATE", [held.id]);
  // Each phone asks four times, as it does when no answer comes.
  const sent = [...phones, ...phones, ...phones, ...phones];
  const asked = sent.map((scan) => ask("confirm", scan));
  await untilWaiting(owner, 1);
  const mostWaiting = watchWaiting();
  const admitted = await Promise.all(otherPhones.map((scan) => ask("confirm", scan)));
  // All this while the row is held, and of this process one connection at most waits for it.
  expect(await mostWaiting()).toBeLessThanOrEqual(1);
  expect(admitted.map((answer) => answer.verdict)).toEqual(Array(20).fill("ADMITTED"));
  for (const answer of await Promise.all(asked)) expect(answer).toMatchObject({ status: 503, retryAfter: "2" });

  await row.release();
  const again = await inTurn(phones, (scan) => ask("confirm", scan));
  const verdicts = again.map((answer) => answer.verdict);
  expect(verdicts.toSorted()).toEqual(["ADMITTED", ...Array(4).fill("ALREADY_CHECKED_IN")]);
  const onceMore = await inTurn(phones, (scan) => ask("confirm", scan));
  expect(onceMore.map((answer) => answer.verdict)).toEqual(verdicts);
  const [count] = await owner.rows<{ admissions: number }>(
    "SELECT count(*)::int AS admissions FROM scans WHERE ticket_id = $1 AND verdict = 'ADMITTED'",
    [held.id],
  );
  expect(count).toEqual({ admissions: 1 });
});

it("undos, confirms and refused previews of one held ticket wait on one connection together", async () => {
  const [held = { id: "" }, other = { id: "" }] = await makeTickets(world, one.tenant, one.event, 2);
  const first = await previewed(held.id);
  const { checkInId } = await ask("confirm", first);
  const { code } = await secretsOf(world, one.tenant, held.id);
  const device = { id: first.deviceId, label: "Phone" };
  const look = () => ask("preview", { eventId: one.event.id, code, device });
  const undo = { checkInId, undoId: newId(), reason: "Mistake" };
  const waiting = await previewed(other.id);

  const row = await holdRow(world, "SELECT FROM tickets WHERE id = $1 FOR UPDATE", [held.id]);
  const six = [1, 2, 3, 4, 5, 6];
  const asked = six.flatMap(() => [ask("undo", undo), ask("confirm", first), look()]);
  await untilWaiting(owner, 1);
  const mostWaiting = watchWaiting();
  expect(await ask("confirm", waiting)).toMatchObject({ verdict: "ADMITTED" });
  expect(await mostWaiting()).toBeLessThanOrEqual(1);
  for (const answer of await Promise.all(asked)) expect(answer).toMatchObject({ status: 503, retryAfter: "2" });

  await row.release();
  expect(await look()).toMatchObject({ verdict: "ALREADY_CHECKED_IN" });
  for (const _again of [1, 2]) expect(await ask("undo", undo)).toMatchObject({ verdict: "UNDONE", checkInId });
  expect(await ask("confirm", first)).toMatchObject({ verdict: "UNDONE" });
});
