import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "@/lib/core/ctx";
import { useOwner } from "@/lib/testing/owner";
import { type Populated, populate } from "@/lib/testing/populated";
import { act, inRole, makeTenant, operator, person, useWorld } from "@/lib/testing/world";
import type { RoleKey } from "../access/rules";
import { createAccount } from "../accounts/commands";
import { addMember } from "./commands/add-member";
import { changeRole } from "./commands/change-role";
import { removeMember } from "./commands/remove-member";
import { setMemberSearch } from "./commands/set-member-search";
import { listInvitations, listMembers } from "./queries";
import { SCANS_COUNTED } from "./schema";

const world = useWorld();
const owner = useOwner(world);
const admin = inRole("TENANT_ADMIN");
let one: Populated;
let made = 0;

beforeAll(async () => {
  one = await populate(world);
});

/** A new organization with members of those roles; their membership ids. */
async function team(...roles: RoleKey[]) {
  const tenant = await makeTenant(world);
  const ids: string[] = [];
  for (const role of roles) {
    made += 1;
    const account = { name: `Member ${made}`, email: `member-${made}@example.com`, password: "long enough" };
    const { id: userId } = await createAccount(operator(world), account);
    ids.push((await act(world, tenant, admin, (ctx) => addMember(ctx, { userId, role }))).id);
  }
  const as = <T>(work: Parameters<typeof act<T>>[3]) => act(world, tenant, admin, work);
  const administrators = async () =>
    (await as(listMembers)).filter(({ role }) => role.key === "TENANT_ADMIN").map(({ id }) => id);
  return { tenant, ids, as, administrators };
}

/** Rows of scans that this connection has read and not yet reported. */
async function rowsRead({ db }: Ctx): Promise<number> {
  const [row] = await db.$queryRaw<{ read: number }[]>`
    SELECT (seq_tup_read + idx_tup_fetch)::int AS read FROM pg_stat_xact_user_tables WHERE relname = 'scans'`;
  return row?.read ?? 0;
}

const LAST = { code: "LAST_ADMINISTRATOR" };

describe("the last administrator", () => {
  it("can be neither removed nor made gate staff", async () => {
    const { ids, as } = await team("TENANT_ADMIN", "STAFF_SCANNER");
    const [memberId = ""] = ids;
    await expect(as((ctx) => removeMember(ctx, { memberId }))).rejects.toMatchObject(LAST);
    await expect(as((ctx) => changeRole(ctx, { memberId, role: "STAFF_SCANNER" }))).rejects.toMatchObject(LAST);
    await expect(as((ctx) => changeRole(ctx, { memberId, role: "TENANT_ADMIN" }))).resolves.toBeUndefined();
  });

  it("can go once there is another", async () => {
    const { ids, as, administrators } = await team("TENANT_ADMIN", "STAFF_SCANNER");
    const [first = "", second = ""] = ids;
    await as((ctx) => changeRole(ctx, { memberId: second, role: "TENANT_ADMIN" }));
    await as((ctx) => removeMember(ctx, { memberId: first }));
    expect(await administrators()).toEqual([second]);
  });

  it("stays when all of them are demoted and removed at once, each by another", async () => {
    for (let round = 0; round < 5; round++) {
      const { ids, as, administrators } = await team("TENANT_ADMIN", "TENANT_ADMIN", "TENANT_ADMIN", "TENANT_ADMIN");
      const acts = await Promise.allSettled(
        ids.map((memberId, index) =>
          as((ctx) =>
            index % 2 === 0 ? removeMember(ctx, { memberId }) : changeRole(ctx, { memberId, role: "STAFF_SCANNER" }),
          ),
        ),
      );
      expect(await administrators()).toHaveLength(1);
      const refused = acts.filter((outcome) => outcome.status === "rejected");
      expect(refused).toHaveLength(1);
      expect(refused[0]).toMatchObject({ reason: LAST });
    }
  });

  it("is counted per organization: another's do not make up for it", async () => {
    await team("TENANT_ADMIN", "TENANT_ADMIN");
    const { ids, as } = await team("TENANT_ADMIN");
    await expect(as((ctx) => removeMember(ctx, { memberId: ids[0] ?? "" }))).rejects.toMatchObject(LAST);
  });
});

describe("a member", () => {
  it("is removed once, and who did it stays on record", async () => {
    const { tenant, ids, as } = await team("TENANT_ADMIN", "STAFF_SCANNER");
    const memberId = ids[1] ?? "";
    await as((ctx) => removeMember(ctx, { memberId }));
    expect((await as(listMembers)).map(({ id }) => id)).toEqual([ids[0]]);
    await expect(as((ctx) => removeMember(ctx, { memberId }))).rejects.toMatchObject({ code: "NOT_FOUND" });
    const audit = await owner.rows<{ action: string }>(
      "SELECT action FROM audit_entries WHERE tenant_id = $1 AND subject_id = $2 ORDER BY id",
      [tenant.id, memberId],
    );
    expect(audit.map(({ action }) => action)).toEqual(["members.add", "members.remove"]);
  });

  it("is given the search by name and loses it again, each said once", async () => {
    const { ids, as } = await team("TENANT_ADMIN", "STAFF_SCANNER");
    const memberId = ids[1] ?? "";
    const maySearch = async () => (await as(listMembers)).find(({ id }) => id === memberId)?.maySearch;
    for (const wanted of [true, true, false, false]) {
      await as((ctx) => setMemberSearch(ctx, { memberId, maySearch: wanted }));
      expect(await maySearch()).toBe(wanted);
    }
    const audit = await owner.rows<{ action: string; changed: string[] }>(
      "SELECT action, changed FROM audit_entries WHERE subject_id = $1 AND action LIKE 'grants.%' ORDER BY id",
      [memberId],
    );
    expect(audit).toEqual([
      { action: "grants.give", changed: ["gate.search"] },
      { action: "grants.take", changed: ["gate.search"] },
    ]);
  });

  it("keeps a search for one event when the one for all is taken", async () => {
    const { memberId, tenant, event } = one;
    const grants = () => owner.rows("SELECT FROM grants WHERE member_id = $1 AND event_id = $2", [memberId, event.id]);
    const before = (await grants()).length;
    await act(world, tenant, admin, async (ctx) => {
      await setMemberSearch(ctx, { memberId, maySearch: true });
      await setMemberSearch(ctx, { memberId, maySearch: false });
    });
    expect(await grants()).toHaveLength(before);
  });
});

describe("the lists", () => {
  it("show scans to who may see check-ins, and emails to who may see those", async () => {
    const reader = person(["members.read"]);
    const as = <T>(actor: typeof reader, work: Parameters<typeof act<T>>[3]) => act(world, one.tenant, actor, work);
    expect((await as(reader, listMembers)).every(({ scans }) => scans === null)).toBe(true);
    expect((await as(reader, listInvitations)).every(({ message }) => message === null)).toBe(true);
    expect(await as(admin, listInvitations)).toMatchObject([{ message: { state: "queued" }, maySearch: true }]);
    await owner.rows(
      `INSERT INTO scans (tenant_id, id, event_id, verdict, method, device_id, device_label, actor_kind, actor_id, at)
       SELECT $1, gen_random_uuid(), $2, v::verdict, 'camera', $3, 'Phone', 'person', $4, $5
       FROM unnest(ARRAY['INVALID', 'REVOKED', 'WRONG_EVENT']) v`,
      [one.tenant.id, one.event.id, one.deviceId, one.userId, world.now],
    );
    const [member] = await as(admin, listMembers);
    expect(member).toMatchObject({ userId: one.userId, scans: { count: 3, lastAt: world.now } });
  });

  it("count what somebody scanned up to a limit, and read no more than that", async () => {
    const hall = await populate(world);
    const last = new Date(world.now.getTime() + 3_600_000);
    const scan = (count: number) =>
      owner.rows(
        `INSERT INTO scans (tenant_id, id, event_id, verdict, method, device_id, device_label, actor_kind, actor_id, at)
         SELECT $1, gen_random_uuid(), $2, 'INVALID', 'camera', $3, 'Phone', 'person', $4, $5::timestamptz - n * interval '1 ms'
         FROM generate_series(0, $6::int - 1) n`,
        [hall.tenant.id, hall.event.id, hall.deviceId, hall.userId, last, count],
      );
    const look = () =>
      act(world, hall.tenant, admin, async (ctx) => {
        const before = await rowsRead(ctx);
        const [member] = await listMembers(ctx);
        return { scans: member?.scans, read: (await rowsRead(ctx)) - before };
      });
    await scan(SCANS_COUNTED - 1);
    expect((await look()).scans).toEqual({ count: SCANS_COUNTED - 1, lastAt: last });
    await scan(20_000);
    await owner.rows("ANALYZE scans");
    const { scans, read } = await look();
    expect(scans).toEqual({ count: SCANS_COUNTED, lastAt: last });
    expect(read).toBeLessThan(SCANS_COUNTED * 1.1);
  });

  it("are another organization's own", async () => {
    const other = await populate(world);
    const seen = JSON.stringify(
      await act(world, other.tenant, admin, async (ctx) => [await listMembers(ctx), await listInvitations(ctx)]),
    );
    for (const foreign of [one.userId, one.memberId, one.invitationId, one.email]) expect(seen).not.toContain(foreign);
    expect(seen).toContain(other.memberId);
  });
});
