import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "@/lib/core/ids";
import { KeyRing, setKeyRing } from "@/lib/core/keys";
import { can } from "@/lib/domain/access/rules";
import { setPassword, signOut } from "@/lib/domain/accounts/commands";
import { SESSION_IDLE_MS, SESSION_LIFE_MS, SESSION_TOUCH_MS } from "@/lib/domain/accounts/schema";
import { revokeApiKey } from "@/lib/domain/api-keys/commands";
import { useOwner } from "@/lib/testing/owner";
import { PATIENCE } from "@/lib/testing/patience";
import { type Populated, populate } from "@/lib/testing/populated";
import { signInMember } from "@/lib/testing/sessions";
import { useSettings } from "@/lib/testing/settings";
import { act, inRole, makeEvent, operator, testKey, useWorld } from "@/lib/testing/world";
import { apiKeyCaller, memberCaller, sessionOf } from "./caller";
import { encodeSession } from "./session-cookie";

const world = useWorld();
const owner = useOwner(world);
useSettings();
const admin = inRole("TENANT_ADMIN");
let one: Populated;

beforeAll(async () => {
  // Cookies are signed by the real clock.
  world.now = new Date();
  one = await populate(world);
});
beforeEach(async () => {
  await owner.rows("UPDATE tenants SET status = 'active'");
});

async function signedIn(who: Populated = one) {
  const { secret, cookie } = await signInMember(world, who);
  const value = cookie.slice(cookie.indexOf("=") + 1);
  const enter = (at = world.now, slug = who.tenant.slug) => memberCaller(value, slug, at);
  return { secret, value, enter };
}
const later = (ms: number) => new Date(world.now.getTime() + ms);
const UNAUTHENTICATED = { code: "UNAUTHENTICATED" };

describe("a session", () => {
  it("leads its person into their organization, with the role's permissions and their grants", async () => {
    const { enter } = await signedIn();
    const { actor, tenant } = await enter();
    expect(tenant).toEqual(one.tenant);
    expect(actor).toMatchObject({ kind: "person", id: one.userId, memberId: one.memberId, name: "Mia Member" });
    expect(can(actor, "gate.scan")).toBe(true);
    expect(can(actor, "events.manage")).toBe(false);
  });

  it("that was signed out of, or whose password was changed, counts no more", async () => {
    const [left, stale, fresh] = [await signedIn(), await signedIn(), await populate(world)];
    await signOut(operator(world), { secret: left.secret });
    await expect(left.enter()).rejects.toMatchObject(UNAUTHENTICATED);
    await expect(stale.enter()).resolves.toBeDefined();
    const other = await signedIn(fresh);
    await setPassword(operator(world), { email: fresh.email, password: "another one" });
    await expect(other.enter()).rejects.toMatchObject(UNAUTHENTICATED);
    await expect(stale.enter()).resolves.toBeDefined();
  });

  it("that was left idle for a day is over, and one in use goes on", async () => {
    const idle = await signedIn();
    await expect(idle.enter(later(SESSION_IDLE_MS - 1000))).resolves.toBeDefined();
    const busy = await signedIn();
    await owner.rows("UPDATE sessions SET last_seen_at = $1", [world.now]);
    await expect(busy.enter(later(SESSION_IDLE_MS))).rejects.toMatchObject(UNAUTHENTICATED);
  });

  it("notes its use, at most every five minutes, beside the request", async () => {
    const { enter } = await signedIn();
    const seen = async () =>
      (
        await owner.rows<{ at: Date }>(
          "SELECT last_seen_at AS at FROM sessions ORDER BY created_at DESC, id DESC LIMIT 1",
        )
      )[0]?.at;
    const start = await seen();
    await enter(later(SESSION_TOUCH_MS - 1));
    const use = later(SESSION_TOUCH_MS + 1);
    await enter(use);
    await expect.poll(seen, PATIENCE).toEqual(use);
    expect(start).toEqual(world.now);
  });

  it("is over after a week, however busy", async () => {
    const { enter } = await signedIn();
    const end = later(SESSION_LIFE_MS);
    await owner.rows("UPDATE sessions SET last_seen_at = $1", [end]);
    await expect(enter(later(SESSION_LIFE_MS - 1))).resolves.toBeDefined();
    await expect(enter(end)).rejects.toMatchObject(UNAUTHENTICATED);
  });

  it("of a deleted person, with a cookie of another key, or without a row is none", async () => {
    const gone = await populate(world);
    const { enter } = await signedIn(gone);
    await owner.rows("UPDATE users SET deleted_at = now() WHERE id = $1", [gone.userId]);
    await expect(enter()).rejects.toMatchObject(UNAUTHENTICATED);
    const forged = await encodeSession({ sub: one.userId, sid: "never-given-out" });
    expect(await sessionOf(forged, null, world.now)).toBeNull();
    const { value } = await signedIn();
    expect(await sessionOf(value, null, world.now)).toMatchObject({ userId: one.userId, tenantId: null });
    setKeyRing(new KeyRing([testKey("t2")]));
    expect(await sessionOf(value, null, world.now)).toBeNull();
  });

  it("does not lead into an organization that is another's, is none, or that its person has left", async () => {
    const other = await populate(world);
    const { enter } = await signedIn();
    for (const slug of [other.tenant.slug, "no-such-organization", ""]) {
      await expect(enter(world.now, slug)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    const left = await signedIn(other);
    await owner.rows("UPDATE members SET deleted_at = now() WHERE id = $1", [other.memberId]);
    await expect(left.enter()).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a suspended organization", () => {
  it("lets neither sessions nor keys in, and says why to its own alone", async () => {
    const { enter } = await signedIn();
    const stranger = await signedIn(await populate(world));
    await owner.rows("UPDATE tenants SET status = 'suspended' WHERE id = $1", [one.tenant.id]);
    await expect(enter()).rejects.toMatchObject({ code: "ORGANIZATION_SUSPENDED" });
    await expect(apiKeyCaller(one.apiKey.secret, world.now)).rejects.toMatchObject({ code: "ORGANIZATION_SUSPENDED" });
    await expect(stranger.enter(world.now, one.tenant.slug)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a grant", () => {
  it("is limited to its event", async () => {
    const elsewhere = await makeEvent(world, one.tenant);
    const { actor } = await (await signedIn()).enter();
    expect(can(actor, "events.read", one.event.id)).toBe(true);
    expect(can(actor, "events.read", elsewhere.id)).toBe(false);
    expect(can(actor, "events.read")).toBe(false);
  });

  it("counts from its first moment up to its last, and not in it", async () => {
    const [from, until] = [later(60_000), later(120_000)];
    await act(world, one.tenant, admin, ({ db }) =>
      db.grant.create({
        data: {
          tenantId: one.tenant.id,
          id: newId(),
          memberId: one.memberId,
          permission: "tickets.*",
          startsAt: from,
          expiresAt: until,
          createdAt: world.now,
        },
      }),
    );
    const { enter } = await signedIn();
    const mayAt = async (at: Date) => can((await enter(at)).actor, "tickets.revoke");
    expect(await mayAt(new Date(from.getTime() - 1))).toBe(false);
    expect(await mayAt(from)).toBe(true);
    expect(await mayAt(new Date(until.getTime() - 1))).toBe(true);
    expect(await mayAt(until)).toBe(false);
  });

  it("of one member is not another's", async () => {
    const other = await populate(world);
    const { actor } = await (await signedIn(other)).enter();
    expect(can(actor, "events.read", one.event.id)).toBe(false);
  });
});

describe("an API key", () => {
  it("brings its own permissions and organization, until it is revoked or expires", async () => {
    const { actor, tenant } = await apiKeyCaller(one.apiKey.secret, world.now);
    expect(tenant).toEqual(one.tenant);
    expect([can(actor, "tickets.issue"), can(actor, "tickets.revoke")]).toEqual([true, false]);
    const other = await populate(world);
    await owner.rows("UPDATE api_keys SET expires_at = $1 WHERE id = $2", [later(1000), other.apiKey.id]);
    await expect(apiKeyCaller(other.apiKey.secret, later(999))).resolves.toBeDefined();
    await expect(apiKeyCaller(other.apiKey.secret, later(1000))).rejects.toMatchObject(UNAUTHENTICATED);
    await act(world, one.tenant, admin, (ctx) => revokeApiKey(ctx, { apiKeyId: one.apiKey.id }));
    await expect(apiKeyCaller(one.apiKey.secret, world.now)).rejects.toMatchObject(UNAUTHENTICATED);
  });
});
