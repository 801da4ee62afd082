import { beforeEach, describe, expect, it } from "vitest";
import { KeyRing, setKeyRing } from "@/lib/core/keys";
import { useOwner } from "@/lib/testing/owner";
import { makeEvent, makeTenant, makeTickets, testKey, useWorld } from "@/lib/testing/world";
import { assertReadyToServe } from "./boot";

const world = useWorld();
const owner = useOwner(world);
const [k1, k2] = [testKey("k1"), testKey("k2")];
const imposter = testKey("k1");
const ring = (...keys: (typeof k1)[]) => setKeyRing(new KeyRing(keys));
const start = (...keys: (typeof k1)[]) => {
  ring(...keys);
  return assertReadyToServe();
};
const keptChecks = () =>
  owner.rows<{ id: string; value: Buffer }>("SELECT key_id AS id, value FROM key_checks ORDER BY 1");
const keptIds = async () => (await keptChecks()).map(({ id }) => id);

async function issueWith(key: typeof k1) {
  ring(key);
  const tenant = await makeTenant(world);
  await makeTickets(world, tenant, await makeEvent(world, tenant), 2);
}

beforeEach(async () => {
  await owner.rows("DELETE FROM key_checks");
  await owner.rows("DELETE FROM ticket_codes");
});

describe("the value of a key", () => {
  it("is kept when it is first used to make something, and another under its id is refused by name from then on", async () => {
    await start(k1, k2);
    // The second is there to read what others may sign with it. Nobody has yet.
    expect(await keptIds()).toEqual(["k1"]);
    await expect(start(imposter, k2)).rejects.toThrow(/The key k1 in USHER_KEYS is not the one/);
    await expect(start(k2, imposter)).rejects.toThrow(/The key k1 in USHER_KEYS is not the one/);
    await start(k2, k1);
    expect(await keptIds()).toEqual(["k1", "k2"]);
    await start(k1);
  });

  it("proves itself on a ticket's code before it is kept, where tickets were issued before there were checks", async () => {
    await issueWith(k1);
    await expect(start(imposter)).rejects.toThrow(/The key k1 in USHER_KEYS is not the one/);
    await expect(start(k2, imposter)).rejects.toThrow(/The key k1 in USHER_KEYS is not the one/);
    expect(await keptIds()).not.toContain("k1");
    await start(k2, k1);
    expect(await keptIds()).toEqual(["k1", "k2"]);
  });

  it("is not put in doubt by one ticket whose hash was damaged", async () => {
    await issueWith(k1);
    await owner.rows(
      "UPDATE ticket_codes SET token_hash = sha256('other') WHERE ticket_id = (SELECT ticket_id FROM ticket_codes LIMIT 1)",
    );
    await start(k1);
  });

  it("is one when two processes with different ones start together", async () => {
    const mine = new KeyRing([k1]);
    const theirs = new KeyRing([imposter]);
    const outcomes = await Promise.allSettled(
      [mine, theirs, mine, theirs].map((each) => {
        setKeyRing(each);
        return assertReadyToServe();
      }),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    expect(await keptIds()).toEqual(["k1"]);
  });

  it("cannot be read from what is kept, nor changed by the serving process", async () => {
    await start(k1);
    const [kept] = await keptChecks();
    expect(kept?.value).toHaveLength(32);
    expect(kept?.value.equals(Buffer.from(k1.secret, "base64"))).toBe(false);
    await expect(world.db.systemPool.query("UPDATE key_checks SET value = ''")).rejects.toMatchObject({
      code: "42501",
    });
  });
});
