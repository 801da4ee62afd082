import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { resetLimiters } from "@/lib/core/rate-limit";
import { signIn, signOut } from "@/lib/domain/accounts/commands";
import { useOwner } from "@/lib/testing/owner";
import { PASSWORD, type Populated, populate } from "@/lib/testing/populated";
import { setSettings, useSettings } from "@/lib/testing/settings";
import { operator, useWorld } from "@/lib/testing/world";
import { authOptions } from "./auth";
import { enforceLimit } from "./rate-limits";

const world = useWorld();
const owner = useOwner(world);
useSettings();
let one: Populated;

beforeAll(async () => {
  one = await populate(world);
});
beforeEach(async () => {
  setSettings();
  await owner.rows("DELETE FROM rate_limits");
});

type Authorize = (
  sent: Record<string, string>,
  request: { headers: Record<string, string> },
) => Promise<{ id: string; sid: string }>;

/** Signs in as next-auth does; what is refused comes as the code that the page is given. */
async function tryPassword(password: string, changes: { email?: string; peer?: string; device?: string } = {}) {
  const [provider] = authOptions().providers;
  const authorize = provider?.options?.authorize as Authorize;
  const sent = { email: changes.email ?? one.email, password };
  const cookie = changes.device === undefined ? "" : `other=1; usher.device=${changes.device}`;
  const headers = { "x-usher-peer": changes.peer ?? "192.0.2.1", "user-agent": "Vitest", cookie };
  return authorize(sent, { headers }).then(
    (session) => session,
    (error: Error) => error.message,
  );
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

describe("signing in", () => {
  it("starts a session of its own each time, whatever the email's case, and keeps only its hash", async () => {
    const first = await tryPassword(PASSWORD);
    const second = await tryPassword(PASSWORD, { email: ` ${one.email.toUpperCase()} ` });
    expect(first).toMatchObject({ id: one.userId, sid: expect.any(String) });
    if (typeof first === "string" || typeof second === "string") throw new Error("It was refused.");
    expect(second.sid).not.toBe(first.sid);
    const rows = await owner.rows<{ row: string }>("SELECT s::text AS row FROM sessions s");
    expect(rows).toHaveLength(2);
    for (const { row } of rows) for (const { sid } of [first, second]) expect(row.includes(sid)).toBe(false);
  });

  it("refuses the sixth wrong password within a minute, saying for how long, also when the sixth is right", async () => {
    for (let attempt = 1; attempt <= 5; attempt++) expect(await tryPassword("wrong one")).toBe("INVALID_CREDENTIALS");
    const refused = await tryPassword(PASSWORD);
    const seconds = Number(/^RATE_LIMITED:(\d+)$/.exec(String(refused))?.[1]);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    // From another address it gets in at once: whoever guesses shuts out nobody but themselves.
    expect(await tryPassword(PASSWORD, { peer: "198.51.100.7" })).toMatchObject({ id: one.userId });
  });

  it("a right password gives the allowance back", async () => {
    for (let round = 1; round <= 3; round++) {
      for (let attempt = 1; attempt <= 4; attempt++) expect(await tryPassword("wrong one")).toBe("INVALID_CREDENTIALS");
      expect(await tryPassword(PASSWORD)).toMatchObject({ id: one.userId });
    }
  });

  it("counts over all processes, and keeps no email and no address of a person in its counters", async () => {
    for (let attempt = 1; attempt <= 5; attempt++) await tryPassword("wrong one");
    resetLimiters();
    expect(await tryPassword(PASSWORD)).toMatch(/^RATE_LIMITED:/);
    const rows = await owner.rows<{ key: string }>("SELECT key FROM rate_limits");
    expect(rows.length).toBeGreaterThan(2);
    for (const { key } of rows) expect(key).not.toContain("example.com");
  });

  it("one address may not try account after account", async () => {
    const tries = Array.from({ length: 61 }, (_, n) =>
      tryPassword("wrong one", { email: `nobody-${n}@example.com`, peer: "203.0.113.9" }),
    );
    const answers = await Promise.all(tries);
    expect(answers.filter((answer) => answer === "INVALID_CREDENTIALS")).toHaveLength(60);
    expect(answers.filter((answer) => String(answer).startsWith("RATE_LIMITED:"))).toHaveLength(1);
  });

  it("an unknown email and a wrong password are told apart by neither answer nor time", async () => {
    for (const email of [one.email, "nobody@example.com"]) {
      expect(await tryPassword("wrong one", { email })).toBe("INVALID_CREDENTIALS");
    }
    // The work itself, without the counters before it, whose time would hide the difference.
    // In CPU time, which other programs on the machine do not lengthen.
    const spent = async (email: string) => {
      const started = process.cpuUsage();
      const attempt = signIn({ ...operator(world), actor: { kind: "public" } }, { email, password: "wrong one" });
      await expect(attempt).rejects.toMatchObject({ code: "INVALID_CREDENTIALS" });
      const { user, system } = process.cpuUsage(started);
      return user + system;
    };
    await spent("warm-up@example.com");
    const [known, unknown]: [number[], number[]] = [[], []];
    for (let n = 0; n < 9; n++) {
      known.push(await spent(one.email));
      unknown.push(await spent(`nobody-${n}@example.com`));
    }
    const ratio = median(unknown) / median(known);
    expect(ratio).toBeGreaterThan(1 / 3);
    expect(ratio).toBeLessThan(3);
  });

  it.each(["", "x".repeat(129)])(
    "a password that cannot be one is refused like a wrong one, unhashed: %#",
    async (password) => {
      expect(await tryPassword(password)).toBe("INVALID_CREDENTIALS");
      expect(await owner.rows("SELECT FROM rate_limits")).toEqual([]);
    },
  );

  it("somebody who was deleted does not get in", async () => {
    const gone = await populate(world);
    await owner.rows("UPDATE users SET deleted_at = now() WHERE id = $1", [gone.userId]);
    expect(await tryPassword(PASSWORD, { email: gone.email })).toBe("INVALID_CREDENTIALS");
  });
});

const SIGN_IN_LIMITS = ["signInSource", "signInPair", "signInStrangers", "signInDevice"] as const;

describe("while the counters cannot be reached", () => {
  it("nobody signs in, which is said to be our trouble and not theirs, and the gate stays open", async () => {
    await owner.rows("ALTER TABLE rate_limits RENAME TO rate_limits_away");
    try {
      resetLimiters();
      expect(await tryPassword(PASSWORD)).toBe("UNAVAILABLE:5");
      for (const name of SIGN_IN_LIMITS) {
        await expect(enforceLimit(name, "any")).rejects.toMatchObject({ code: "UNAVAILABLE" });
      }
      await expect(enforceLimit("gatePrincipal", "any")).resolves.toBeUndefined();
    } finally {
      await owner.rows("ALTER TABLE rate_limits_away RENAME TO rate_limits");
    }
    resetLimiters();
    expect(await tryPassword(PASSWORD)).toMatchObject({ id: one.userId });
  });

  it("the same with a Redis that is away, but for typed numbers, which could be guessed, and searching", async () => {
    setSettings({ REDIS_URL: "redis://127.0.0.1:1" });
    expect(await tryPassword(PASSWORD)).toBe("UNAVAILABLE:5");
    for (const name of SIGN_IN_LIMITS) {
      await expect(enforceLimit(name, "any")).rejects.toMatchObject({ code: "UNAVAILABLE" });
    }
    for (const name of ["gatePrincipal", "gateDevice", "api", "action"] as const) {
      await expect(enforceLimit(name, "any")).resolves.toBeUndefined();
    }
    for (const name of ["gateTyped", "gateSearch"] as const) {
      await expect(enforceLimit(name, "any")).rejects.toMatchObject({
        code: "UNAVAILABLE",
        details: { retryAfter: 5 },
      });
    }
  });
});

describe("next-auth's settings", () => {
  it("put nothing into the cookie but the person's id and the session's secret, and show the browser neither", async () => {
    const { jwt, callbacks } = authOptions();
    const token = await jwt?.encode?.({
      token: { sub: one.userId, sid: "secret", name: "Mia", email: one.email },
      secret: "",
    });
    const claims = JSON.parse(Buffer.from(String(token).split(".")[1] ?? "", "base64url").toString());
    expect(Object.keys(claims).sort()).toEqual(["sid", "sub"]);
    expect(await jwt?.decode?.({ token, secret: "" })).toEqual({ sub: one.userId, sid: "secret" });
    expect(await jwt?.decode?.({ token: `${token}x`, secret: "" })).toBeNull();
    type Shown = Parameters<NonNullable<NonNullable<typeof callbacks>["session"]>>[0];
    const shown = { session: { expires: "later", user: { name: "Mia", email: one.email } } } as Shown;
    expect(await callbacks?.session?.(shown)).toEqual({ expires: "later" });
  });

  it("bind the cookie to this host over https, and to this site always", () => {
    const local = authOptions().cookies?.sessionToken;
    expect(local).toMatchObject({
      name: "usher.session",
      options: { httpOnly: true, sameSite: "lax", path: "/", secure: false },
    });
    setSettings({ USHER_ORIGIN: "https://tickets.example.org" });
    const secure = authOptions().cookies?.sessionToken;
    expect(secure).toMatchObject({
      name: "__Host-usher.session",
      options: { httpOnly: true, sameSite: "lax", path: "/", secure: true },
    });
    expect(secure?.options.domain).toBeUndefined();
  });

  it("end the session's row at sign-out", async () => {
    const session = await tryPassword(PASSWORD);
    if (typeof session === "string") throw new Error("It was refused.");
    const alive = async () => (await owner.rows("SELECT FROM sessions WHERE ended_at IS NULL")).length;
    const before = await alive();
    await authOptions().events?.signOut?.({ token: { sid: session.sid }, session: { expires: "" } });
    expect(await alive()).toBe(before - 1);
    await signOut(operator(world), { secret: session.sid });
    await signOut(operator(world), { secret: "unknown" });
    expect(await alive()).toBe(before - 1);
  });
});
