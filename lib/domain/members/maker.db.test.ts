import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Actor, CtxTenant } from "@/lib/core/ctx";
import { useOwner } from "@/lib/testing/owner";
import { useSettings } from "@/lib/testing/settings";
import { act, ctxOf, inRole, makeMember, makeTenant, operator, person, useWorld } from "@/lib/testing/world";
import { createAccount } from "../accounts/commands";
import { createApiKey, revokeApiKey } from "../api-keys/commands";
import { acceptInvitation } from "./commands/accept-invitation";
import { addMember } from "./commands/add-member";
import { changeRole } from "./commands/change-role";
import { inviteMember } from "./commands/invite-member";
import { removeMember } from "./commands/remove-member";
import { resendInvitation } from "./commands/resend-invitation";
import { revealInvitation } from "./commands/reveal-invitation";
import { findInvitationBySecret, listInvitations } from "./queries";

const world = useWorld();
const owner = useOwner(world);
useSettings();
const admin = inRole("TENANT_ADMIN");
let tenant: CtxTenant;

beforeAll(async () => {
  tenant = await makeTenant(world);
  // One administrator has to stay, whoever else goes.
  await makeMember(world, tenant, "TENANT_ADMIN");
});

const as = <T>(actor: Actor, work: Parameters<typeof act<T>>[3]) => act(world, tenant, actor, work);

/** An invitation by somebody, to be an administrator unless said otherwise, and whoever it is to. */
async function invitedBy(maker: Actor, role: "TENANT_ADMIN" | "STAFF_SCANNER" = "TENANT_ADMIN", maySearch = false) {
  const email = `${randomUUID()}@example.com`;
  const { id } = await as(maker, (ctx) => inviteMember(ctx, { name: "Ivy", email, role, maySearch }));
  const { secret } = await as(admin, (ctx) => revealInvitation(ctx, { invitationId: id }));
  const account = await createAccount(operator(world), { name: "Ivy", email, password: "long enough" });
  const accept = () => acceptInvitation(ctxOf(world, tenant, { ...person([]), id: account.id }), { secret });
  const find = (at = world.now) => findInvitationBySecret(secret, at);
  return { id, find, accept };
}

const listed = async (id: string) => (await as(admin, listInvitations)).find((invitation) => invitation.id === id);
const NOT_FOUND = { code: "NOT_FOUND" };

describe("an invitation is good only while its maker may still invite so", () => {
  it("is dead once its maker was removed, and says so to the team", async () => {
    const maker = await makeMember(world, tenant, "TENANT_ADMIN");
    const { id, find, accept } = await invitedBy(maker);
    expect(await find()).toMatchObject({ id });
    expect(await listed(id)).toMatchObject({ isVouchedFor: true });
    await as(admin, (ctx) => removeMember(ctx, { memberId: maker.memberId }));
    expect(await find()).toBeNull();
    await expect(accept()).rejects.toMatchObject(NOT_FOUND);
    expect(await listed(id)).toMatchObject({ isVouchedFor: false, isExpired: false });
  });

  it("is dead once its maker was demoted, and good again with the role", async () => {
    const maker = await makeMember(world, tenant, "TENANT_ADMIN");
    const { id, find, accept } = await invitedBy(maker, "STAFF_SCANNER");
    await as(admin, (ctx) => changeRole(ctx, { memberId: maker.memberId, role: "STAFF_SCANNER" }));
    expect(await find()).toBeNull();
    await expect(accept()).rejects.toMatchObject(NOT_FOUND);
    await as(admin, (ctx) => changeRole(ctx, { memberId: maker.memberId, role: "TENANT_ADMIN" }));
    expect(await find()).toMatchObject({ id });
    await accept();
  });

  it("of a maker who came back as a new member is judged by the new membership", async () => {
    const maker = await makeMember(world, tenant, "TENANT_ADMIN");
    const { find } = await invitedBy(maker);
    await as(admin, (ctx) => removeMember(ctx, { memberId: maker.memberId }));
    await as(admin, (ctx) => addMember(ctx, { userId: maker.id, role: "STAFF_SCANNER" }));
    expect(await find()).toBeNull();
  });

  it("goes by the maker's grants while they last, and by what each of them lets give", async () => {
    const maker = await makeMember(world, tenant, "STAFF_SCANNER", ["members.manage", "gate.search"]);
    const { find } = await invitedBy(maker, "STAFF_SCANNER", true);
    expect(await find()).not.toBeNull();
    const until = new Date(world.now.getTime() + 60_000);
    const expire = "UPDATE grants SET expires_at = $1 WHERE member_id = $2 AND permission = 'gate.search'";
    await owner.rows(expire, [until, maker.memberId]);
    expect(await find()).not.toBeNull();
    expect(await find(until)).toBeNull();
  });

  it("is dead once its maker was deleted, or the key that made it was revoked", async () => {
    const gone = await makeMember(world, tenant, "TENANT_ADMIN");
    const ofGone = await invitedBy(gone);
    await owner.rows("UPDATE users SET deleted_at = now() WHERE id = $1", [gone.id]);
    expect(await ofGone.find()).toBeNull();

    const permissions = ["members.manage", "gate.scan", "gate.type"] as const;
    const key = await as(admin, (ctx) => createApiKey(ctx, { name: "Staffing", permissions: [...permissions] }));
    const held = permissions.map((permission) => ({ permission }));
    const ofKey = await invitedBy({ kind: "api-key", id: key.id, permissions: held }, "STAFF_SCANNER");
    expect(await ofKey.find()).not.toBeNull();
    await as(admin, (ctx) => revokeApiKey(ctx, { apiKeyId: key.id }));
    expect(await ofKey.find()).toBeNull();
    await expect(ofKey.accept()).rejects.toMatchObject(NOT_FOUND);
  });

  it("is vouched for by whoever sends it again, who must be able to give the same", async () => {
    const maker = await makeMember(world, tenant, "TENANT_ADMIN");
    const { id, find, accept } = await invitedBy(maker);
    await as(admin, (ctx) => removeMember(ctx, { memberId: maker.memberId }));
    const lesser = await makeMember(world, tenant, "STAFF_SCANNER", ["members.manage"]);
    const again = (by: Actor) => as(by, (ctx) => resendInvitation(ctx, { invitationId: id }));
    await expect(again(lesser)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await find()).toBeNull();
    await again(await makeMember(world, tenant, "TENANT_ADMIN"));
    expect(await find()).toMatchObject({ id });
    await accept();
  });

  it("cannot be made with more than its maker holds", async () => {
    const lesser = await makeMember(world, tenant, "STAFF_SCANNER", ["members.manage"]);
    await expect(invitedBy(lesser, "STAFF_SCANNER", true)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(invitedBy(lesser, "TENANT_ADMIN")).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
