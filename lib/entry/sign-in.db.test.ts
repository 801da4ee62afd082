import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { KeyRing, setKeyRing } from "@/lib/core/keys";
import { useOwner } from "@/lib/testing/owner";
import { PASSWORD, type Populated, populate } from "@/lib/testing/populated";
import { setSettings, useSettings } from "@/lib/testing/settings";
import { testKey, useWorld } from "@/lib/testing/world";
import { knownDevice, rememberDevice } from "./device-cookie";
import { toAppError } from "./pipeline";
import { signInThrottled } from "./sign-in";

const world = useWorld();
const owner = useOwner(world);
useSettings();
const key = testKey("t1");
let one: Populated;
let device: string;

beforeAll(async () => {
  setKeyRing(new KeyRing([key]));
  one = await populate(world);
});
beforeEach(async () => {
  setSettings();
  setKeyRing(new KeyRing([key]));
  await owner.rows("DELETE FROM rate_limits");
  device = rememberDevice(undefined, one.email);
});

type From = { source?: string; device?: string; email?: string };

/** "in", or the code with the seconds to wait. */
async function attempt(password: string, { source = "192.0.2.1", device: cookie, email = one.email }: From = {}) {
  const request = { requestId: "r", source, userAgent: "Vitest", device: cookie };
  return signInThrottled(request, { email, password }).then(
    () => "in",
    (error: unknown) => {
      const { code, details } = toAppError(error);
      return details.retryAfter === undefined ? code : `${code}:${details.retryAfter}`;
    },
  );
}

/** Lets time pass for the counters. */
const later = (seconds: number) => owner.rows("UPDATE rate_limits SET expire = expire - $1", [seconds * 1000]);

/** A botnet: many addresses, each of which guesses `tries` times, as fast as it can. Answers how many guesses were looked at. */
async function attack(addresses: number, tries: number, email = one.email): Promise<number> {
  const guesses = Array.from({ length: addresses }, (_, n) => `203.0.${n >> 8}.${n & 255}`).flatMap((source) =>
    Array.from({ length: tries }, () => source),
  );
  let looked = 0;
  // In waves, so that the pool of connections is not what holds them.
  for (let at = 0; at < guesses.length; at += 20) {
    const wave = guesses.slice(at, at + 20).map((source) => attempt("a wrong guess", { source, email }));
    looked += (await Promise.all(wave)).filter((answer) => answer === "INVALID_CREDENTIALS").length;
  }
  return looked;
}

describe("while strangers guess an organizer's password from many places", () => {
  it("a browser that signed in before gets in at once, also from the attackers' own address", async () => {
    expect(await attack(30, 2)).toBe(20);
    expect(await attempt(PASSWORD, { source: "198.51.100.1", device })).toBe("in");
    expect(await attack(30, 2)).toBeLessThanOrEqual(20);
    expect(await attempt(PASSWORD, { source: "203.0.0.1", device })).toBe("in");
  });

  it("the right password from a fresh source gets in after a minute, while the attack goes on", async () => {
    await attack(30, 2);
    const home = { source: "198.51.100.1" };
    expect(await attempt(PASSWORD, home)).toBe("SIGN_IN_SLOWED:60");
    await later(59);
    await attack(10, 2);
    expect(await attempt(PASSWORD, home)).toMatch(/^SIGN_IN_SLOWED:[12]$/);
    await later(2);
    await attack(10, 2);
    expect(await attempt(PASSWORD, home)).toBe("in");
  });

  it("a guess costs a minute's wait from then on, so an address that is used once guesses nothing", async () => {
    expect(await attack(60, 1)).toBe(20);
    expect(await attack(200, 1)).toBe(0);
    await later(60);
    // Those that come again after their wait are looked at once each.
    expect(await attack(20, 3)).toBe(20);
    expect(await attack(20, 3)).toBe(0);
  });

  it("of twenty guesses at once after the wait, one is looked at", async () => {
    await attack(60, 1);
    for (let round = 0; round < 10; round++) {
      const source = `198.51.100.${round}`;
      await attempt("a wrong guess", { source });
      await later(60);
      const answers = await Promise.all(Array.from({ length: 20 }, () => attempt("a wrong guess", { source })));
      expect(answers.filter((answer) => answer === "INVALID_CREDENTIALS")).toHaveLength(1);
    }
  });

  it("one that waited too long waits again", async () => {
    await attack(30, 1);
    const home = { source: "198.51.100.1" };
    expect(await attempt(PASSWORD, home)).toBe("SIGN_IN_SLOWED:60");
    await later(601);
    expect(await attempt(PASSWORD, home)).toBe("SIGN_IN_SLOWED:60");
  });

  it("a site's whole IPv6 network is one guesser", async () => {
    await attack(30, 1);
    await attempt("a wrong guess", { source: "2001:db8:7:1::/64" });
    await later(60);
    expect(await attempt("a wrong guess", { source: "2001:db8:7:2::/64" })).toBe("INVALID_CREDENTIALS");
    expect(await attempt("a wrong guess", { source: "2001:db8:7:3::/64" })).toBe("SIGN_IN_SLOWED:60");
    expect(await attempt("a wrong guess", { source: "2001:db8:8:1::/64" })).toBe("SIGN_IN_SLOWED:60");
  });

  it("a site's whole IPv6 network is one source as well, whatever accounts it makes up", async () => {
    const guess = (n: number) =>
      attempt("a wrong guess", { source: `2001:db8:7:${n.toString(16)}::/64`, email: `nobody-${n}@example.com` });
    const answers: string[] = [];
    for (let n = 0; n < 70; n++) answers.push((await guess(n)).replace(/:\d+$/, ""));
    expect(answers.indexOf("RATE_LIMITED")).toBe(60);
    expect(await attempt(PASSWORD, { source: "2001:db8:7:1::/64", device })).toBe("in");
  });

  it("a known browser does not wait behind strangers from everywhere, and these use few of the connections", async () => {
    let pending = 0;
    const strangers = Array.from({ length: 150 }, async (_, n) => {
      pending += 1;
      const guess = { source: `203.0.${n >> 8}.${n & 255}`, email: `nobody-${n}@example.com` };
      return attempt("a wrong guess", guess).finally(() => {
        pending -= 1;
      });
    });
    expect(await attempt(PASSWORD, { device })).toBe("in");
    expect(pending).toBeGreaterThan(75);
    expect(world.db.systemPool.waitingCount).toBe(0);
    expect(new Set(await Promise.all(strangers))).toEqual(new Set(["INVALID_CREDENTIALS"]));
  });

  it("an account that does not exist answers the same throughout", async () => {
    const email = "nobody@example.com";
    expect(await attack(30, 2, email)).toBe(20);
    const home = { source: "198.51.100.1", email };
    expect(await attempt(PASSWORD, home)).toBe("SIGN_IN_SLOWED:60");
    await later(60);
    expect(await attempt(PASSWORD, home)).toBe("INVALID_CREDENTIALS");
  });

  it("many people who share an account, each in a browser of their own, are no attack", async () => {
    for (let phone = 0; phone < 40; phone++)
      expect(await attempt(PASSWORD, { source: `198.51.100.${phone % 3}` })).toBe("in");
  });
});

describe("one address that guesses on and on", () => {
  it("is slowed from a minute to an hour to a day", async () => {
    let looked = 0;
    const guess = async () => {
      const answer = await attempt("a wrong guess");
      if (answer === "INVALID_CREDENTIALS") looked += 1;
      return answer;
    };
    for (let minute = 0; minute < 60; minute++) {
      for (let n = 0; n < 3; n++) await guess();
      await later(61);
    }
    expect(looked).toBeLessThanOrEqual(15 + 5);
    for (let hour = 0; hour < 8; hour++) {
      for (let n = 0; n < 20; n++) {
        await guess();
        if (n % 5 === 4) await later(61);
      }
      await later(3_600);
    }
    expect(looked).toBeLessThanOrEqual(60);
    expect(Number((await guess()).split(":")[1])).toBeGreaterThan(3_600);
    // Nobody else is concerned.
    expect(await attempt(PASSWORD, { device })).toBe("in");
  });
});

describe("a browser that is known", () => {
  it("is known to its own accounts only, five at most, and holds nothing of anybody", async () => {
    let cookie = device;
    for (let n = 0; n < 4; n++) cookie = rememberDevice(cookie, `person-${n}@example.com`);
    expect(knownDevice(cookie, one.email)).toMatch(/^[\w-]{22}$/);
    expect(knownDevice(cookie, "person-3@example.com")).toBe(knownDevice(cookie, one.email));
    expect(knownDevice(cookie, "stranger@example.com")).toBeNull();
    expect(knownDevice(rememberDevice(cookie, "person-4@example.com"), one.email)).toBeNull();
    expect(knownDevice(rememberDevice(cookie, one.email), one.email)).not.toBeNull();
    expect(Buffer.from(cookie, "base64url").toString("latin1") + cookie).not.toContain("example");
    expect(cookie.length).toBeLessThan(200);
  });

  it("cannot be made up, and another spelling of one is none", async () => {
    const [keyId, id, tag = ""] = device.split(".");
    const last = tag.at(-1) ?? "";
    const twin = String.fromCharCode(last.charCodeAt(0) + 1);
    for (const forged of [
      `${keyId}.${id}`,
      `${keyId}.${"A".repeat(22)}.${tag}`,
      `t9.${id}.${tag}`,
      `${keyId}.${id}.${tag.slice(0, -1)}${twin}`,
      `${keyId}.${id}.${tag}=`,
      `${keyId}.${id}.${"A".repeat(22)}`,
      `${keyId}.${id}${`.${tag}`.repeat(6)}`,
      "",
      "...",
    ]) {
      expect(knownDevice(forged, one.email)).toBeNull();
    }
  });

  it("stays known when the keys are rotated, and is signed anew at the next sign-in", () => {
    setKeyRing(new KeyRing([testKey("t2"), key]));
    expect(knownDevice(device, one.email)).not.toBeNull();
    const next = rememberDevice(device, one.email);
    expect(next.startsWith("t2.")).toBe(true);
    expect(knownDevice(next, one.email)).not.toBeNull();
    setKeyRing(new KeyRing([testKey("t2")]));
    expect(knownDevice(device, one.email)).toBeNull();
  });

  it("guesses no more than five times a minute on its own lane, and then as often as a stranger", async () => {
    const answers: string[] = [];
    for (let n = 0; n < 11; n++) answers.push(await attempt("a wrong guess", { device }));
    expect(answers.slice(0, 10)).toEqual(Array(10).fill("INVALID_CREDENTIALS"));
    expect(answers[10]).toMatch(/^RATE_LIMITED:/);
    // A copy of the cookie elsewhere shuts its owner out no more than a stranger could.
    expect(await attempt(PASSWORD, { device, source: "198.51.100.1" })).toBe("in");
  });
});
