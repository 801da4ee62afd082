import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { KeyRing, setKeyRing } from "@/lib/core/keys";
import { useOwner } from "@/lib/testing/owner";
import { setSettings, useSettings } from "@/lib/testing/settings";
import { act, ctxOf, inRole, makeMember, makeTenant, operator, person, testKey, useWorld } from "@/lib/testing/world";
import { createAccount } from "../accounts/commands";
import { acceptInvitation } from "./commands/accept-invitation";
import { addMember } from "./commands/add-member";
import { inviteMember } from "./commands/invite-member";
import { removeMember } from "./commands/remove-member";
import { resendInvitation } from "./commands/resend-invitation";
import { revealInvitation } from "./commands/reveal-invitation";
import { withdrawInvitation } from "./commands/withdraw-invitation";
import { findInvitationBySecret, getInvitationForPreview, listInvitations, listMembers } from "./queries";
import { INVITATION_LIFE_MS, type InviteInput } from "./schema";

const world = useWorld();
const owner = useOwner(world);
useSettings();
let admin = inRole("TENANT_ADMIN");
let tenant: CtxTenant;

beforeAll(async () => {
  tenant = await makeTenant(world);
  admin = await makeMember(world, tenant, "TENANT_ADMIN");
});

const anAddress = () => `${randomUUID()}@example.com`;
const asAdmin = <T>(work: Parameters<typeof act<T>>[3], of = tenant) => act(world, of, admin, work);

async function invite(changes: Partial<InviteInput> = {}, of = tenant) {
  const input: InviteInput = {
    name: "Ivy Invited",
    email: anAddress(),
    role: "STAFF_SCANNER",
    maySearch: false,
    ...changes,
  };
  const { id } = await asAdmin((ctx) => inviteMember(ctx, input), of);
  const secret = await secretOf(id, of);
  return { id, secret, email: input.email };
}

async function secretOf(invitationId: string, of = tenant): Promise<string> {
  return (await asAdmin((ctx) => revealInvitation(ctx, { invitationId }), of)).secret;
}

/** Somebody with an account of that address, signed in. */
async function somebody(email = anAddress()) {
  const { id } = await createAccount(operator(world), { name: "Ivy Invited", email, password: "long enough" });
  return { ...person([]), id };
}

const accept = (who: ReturnType<typeof person>, secret: string, of = tenant) =>
  acceptInvitation(ctxOf(world, of, who), { secret });
const find = (secret: string, at = world.now) => findInvitationBySecret(secret, at);
const membersOf = (userId: string) =>
  owner.rows<{ id: string; role: string }>(
    `SELECT m.id, r.key AS role FROM members m JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id
     WHERE m.user_id = $1 AND m.deleted_at IS NULL`,
    [userId],
  );
const NOT_FOUND = { code: "NOT_FOUND" };

describe("an invitation", () => {
  it("is found by its secret, which stands nowhere in the database", async () => {
    const { id, secret, email } = await invite();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(await find(secret)).toMatchObject({ id, email, hasAccount: false, tenant });
    expect(await find(secret.toLowerCase())).toMatchObject({ id });
    for (const table of ["invitations", "messages", "job_requests", "audit_entries"]) {
      const rows = await owner.rows<{ row: string }>(`SELECT t::text AS row FROM ${table} t`);
      expect(rows.filter(({ row }) => row.includes(secret))).toEqual([]);
    }
  });

  it("is shown to nobody in the organization where a mail server brings it to its mailbox", async () => {
    const { id } = await invite();
    setSettings({ SMTP_URL: "smtp://127.0.0.1:1" });
    try {
      await expect(secretOf(id)).rejects.toMatchObject({ code: "FORBIDDEN" });
      const shown = await asAdmin((ctx) => getInvitationForPreview(ctx, { invitationId: id }));
      expect(shown.secret).not.toMatch(/[A-Z2-7]{32}/);
    } finally {
      setSettings();
    }
  });

  it("prints the same secret for ever, with its own key only", async () => {
    const { id, secret } = await invite();
    expect(await secretOf(id)).toBe(secret);
    const before = testKey("t1");
    setKeyRing(new KeyRing([testKey("t2"), before]));
    await expect(secretOf(id)).rejects.toMatchObject({ code: "KEY_MISMATCH" });
    setKeyRing(new KeyRing([testKey("t2")]));
    await expect(secretOf(id)).rejects.toMatchObject({ code: "KEY_MISMATCH" });
    // What is in somebody's mailbox needs no key.
    expect(await find(secret)).toMatchObject({ id });
    setKeyRing(new KeyRing([testKey("t1")]));
  });

  it("of an address already invited replaces the open one, whose link dies", async () => {
    const first = await invite();
    const second = await invite({ email: first.email });
    expect(await find(first.secret)).toBeNull();
    expect(await find(second.secret)).toMatchObject({ id: second.id });
    const open = await asAdmin(listInvitations);
    expect(open.filter(({ email }) => email === first.email).map(({ id }) => id)).toEqual([second.id]);
  });

  it("of one address by two at once is one", async () => {
    const email = anAddress();
    const tries = await Promise.allSettled(Array.from({ length: 6 }, () => invite({ email })));
    const open = await owner.rows(
      "SELECT FROM invitations WHERE email = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL",
      [email],
    );
    expect(tries.some(({ status }) => status === "fulfilled")).toBe(true);
    expect(open).toHaveLength(1);
  });

  it("of a member says so, also when theirs is another case of letters", async () => {
    const joined = await invite();
    await accept(await somebody(joined.email), joined.secret);
    const again = invite({ email: joined.email });
    await expect(again).rejects.toMatchObject({ code: "VALIDATION_FAILED", details: { fields: { email: /team/ } } });
  });

  it("to somebody who was removed is possible again", async () => {
    const first = await invite();
    const who = await somebody(first.email);
    await accept(who, first.secret);
    const [member] = await membersOf(who.id);
    await asAdmin((ctx) => removeMember(ctx, { memberId: member?.id ?? "" }));
    const second = await invite({ email: first.email });
    await accept(who, second.secret);
    expect(await membersOf(who.id)).toHaveLength(1);
  });

  it("cannot give more than its giver holds", async () => {
    const manager = person(["members.manage", "gate.scan", "gate.type"]);
    const asManager = (role: InviteInput["role"]) =>
      act(world, tenant, manager, (ctx) =>
        inviteMember(ctx, { name: "Ivy", email: anAddress(), role, maySearch: false }),
      );
    await expect(asManager("TENANT_ADMIN")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(asManager("STAFF_SCANNER")).resolves.toBeDefined();
  });

  it("ends after seven days, and starts anew when it is sent again", async () => {
    const { id, secret } = await invite();
    const end = new Date(world.now.getTime() + INVITATION_LIFE_MS);
    expect(await find(secret, new Date(end.getTime() - 1))).toMatchObject({ id });
    expect(await find(secret, end)).toBeNull();
    const start = world.now;
    try {
      world.now = end;
      await expect(accept(await somebody((await emailOf(id)) ?? ""), secret)).rejects.toMatchObject(NOT_FOUND);
      await asAdmin((ctx) => resendInvitation(ctx, { invitationId: id }));
      expect(await find(secret, end)).toMatchObject({ id });
      expect(await owner.rows("SELECT FROM messages WHERE invitation_id = $1", [id])).toHaveLength(2);
    } finally {
      world.now = start;
    }
  });

  it("that was withdrawn is dead, and can be neither withdrawn nor sent again", async () => {
    const { id, secret, email } = await invite();
    await asAdmin((ctx) => withdrawInvitation(ctx, { invitationId: id }));
    expect(await find(secret)).toBeNull();
    await expect(accept(await somebody(email), secret)).rejects.toMatchObject(NOT_FOUND);
    for (const command of [withdrawInvitation, resendInvitation, revealInvitation]) {
      await expect(asAdmin<unknown>((ctx) => command(ctx, { invitationId: id }))).rejects.toMatchObject(NOT_FOUND);
    }
  });

  it.each(["", "A", "../../etc/passwd", "A".repeat(33), "a1".repeat(16), "\u0000".repeat(32)])(
    "%j is no secret, and asks the database nothing",
    async (text) => expect(await find(text)).toBeNull(),
  );

  it("is masked for who reads emails and may not see secrets", async () => {
    const { id, secret } = await invite();
    const reader = person(["messages.read"]);
    const seen = await act(world, tenant, reader, (ctx) => getInvitationForPreview(ctx, { invitationId: id }));
    expect(JSON.stringify(seen)).not.toContain(secret);
    expect(seen.secret).toBe("••••");
  });
});

async function emailOf(id: string): Promise<string | undefined> {
  const [row] = await owner.rows<{ email: string }>("SELECT email FROM invitations WHERE id = $1", [id]);
  return row?.email;
}

async function waitingForLocks(): Promise<number> {
  const waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
  return (await owner.rows(waiting)).length;
}

describe("accepting", () => {
  it("makes a member of that role, with the permission to search where it was given, and is audited as the person's own", async () => {
    const { secret, email } = await invite({ maySearch: true });
    const who = await somebody(email);
    await accept(who, secret);
    const [member] = await membersOf(who.id);
    expect(member).toMatchObject({ role: "STAFF_SCANNER" });
    expect(await asAdmin(listMembers)).toContainEqual(
      expect.objectContaining({ id: member?.id, email, maySearch: true, scans: { count: 0, lastAt: null } }),
    );
    const audit = await owner.rows("SELECT actor_kind, actor_id, action FROM audit_entries WHERE subject_id = $1", [
      member?.id,
    ]);
    expect(audit).toEqual([{ actor_kind: "person", actor_id: who.id, action: "members.join" }]);
  });

  it("in ten tabs at once makes one member with one grant, and every tab goes on", async () => {
    const { secret, email } = await invite({ maySearch: true });
    const who = await somebody(email);
    const tabs = await Promise.allSettled(Array.from({ length: 10 }, () => accept(who, secret)));
    expect(tabs.map(({ status }) => status)).toEqual(Array(10).fill("fulfilled"));
    const members = await membersOf(who.id);
    expect(members).toHaveLength(1);
    expect(await owner.rows("SELECT FROM grants WHERE member_id = $1", [members[0]?.id])).toHaveLength(1);
    expect(await owner.rows("SELECT FROM audit_entries WHERE subject_id = $1", [members[0]?.id])).toHaveLength(1);
  });

  it("behind a withdrawal that is just being committed waits, and finds the link dead", async () => {
    const { id, secret, email } = await invite();
    const who = await somebody(email);
    const joining = await asAdmin(async (ctx) => {
      await withdrawInvitation(ctx, { invitationId: id });
      const pending = Promise.allSettled([accept(who, secret)]);
      await expect.poll(waitingForLocks, { timeout: 10_000 }).toBe(1);
      return { pending };
    });
    expect(await joining.pending).toMatchObject([{ reason: NOT_FOUND }]);
    expect(await membersOf(who.id)).toEqual([]);
  });

  it("is for the address it was sent to alone", async () => {
    const { secret } = await invite();
    const stranger = await somebody();
    await expect(accept(stranger, secret)).rejects.toMatchObject(NOT_FOUND);
    expect(await membersOf(stranger.id)).toEqual([]);
    expect(await find(secret)).not.toBeNull();
  });

  it("with another organization's secret finds nothing, and leaves it open", async () => {
    const other = await makeTenant(world);
    await act(world, other, inRole("TENANT_ADMIN"), (ctx) =>
      addMember(ctx, { userId: admin.id, role: "TENANT_ADMIN" }),
    );
    const { secret, email } = await invite({}, other);
    const who = await somebody(email);
    await expect(accept(who, secret)).rejects.toMatchObject(NOT_FOUND);
    expect(await membersOf(who.id)).toEqual([]);
    expect(await find(secret)).toMatchObject({ tenant: other });
  });

  it("of a suspended organization is not possible", async () => {
    const other = await makeTenant(world);
    await act(world, other, inRole("TENANT_ADMIN"), (ctx) =>
      addMember(ctx, { userId: admin.id, role: "TENANT_ADMIN" }),
    );
    const { secret, email } = await invite({}, other);
    const who = await somebody(email);
    await owner.rows("UPDATE tenants SET status = 'suspended' WHERE id = $1", [other.id]);
    expect(await find(secret)).toBeNull();
    await expect(accept(who, secret, other)).rejects.toMatchObject(NOT_FOUND);
    expect(await membersOf(who.id)).toEqual([]);
  });

  it("by who was added meanwhile uses the invitation up and changes nothing else", async () => {
    const { secret, email } = await invite({ role: "TENANT_ADMIN" });
    const who = await somebody(email);
    await asAdmin((ctx) => addMember(ctx, { userId: who.id, role: "STAFF_SCANNER" }));
    await accept(who, secret);
    expect(await membersOf(who.id)).toMatchObject([{ role: "STAFF_SCANNER" }]);
    expect(await find(secret)).toBeNull();
  });

  it("asks whoever is nobody to sign in", async () => {
    const { secret } = await invite();
    const nobody = ctxOf(world, tenant, { kind: "public" });
    await expect(acceptInvitation(nobody, { secret })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(accept({ ...person(["*"]), id: newId() }, secret)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});

describe("an account by invitation", () => {
  it("is made for the invited address and no other", async () => {
    const email = anAddress();
    const invited = { ...operator(world), actor: { kind: "invited" as const, id: newId(), email } };
    const input = { name: "Ivy", password: "long enough" };
    await expect(createAccount(invited, { ...input, email: anAddress() })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(createAccount(invited, { ...input, email })).resolves.toBeDefined();
  });
});
