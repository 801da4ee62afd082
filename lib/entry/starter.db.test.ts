import { beforeEach, describe, expect, it } from "vitest";
import type { Actor, CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { createApiKey, revokeApiKey } from "@/lib/domain/api-keys/commands";
import { startExport } from "@/lib/domain/exports/commands";
import { commitImport } from "@/lib/domain/imports/commands/commit-import";
import { uploadImport } from "@/lib/domain/imports/commands/upload-import";
import { changeRole } from "@/lib/domain/members/commands/change-role";
import { removeMember } from "@/lib/domain/members/commands/remove-member";
import { RUN_PERMISSION } from "@/lib/domain/runs/schema";
import { resendMany, revokeMany } from "@/lib/domain/tickets/commands/start-bulk";
import { guestList } from "@/lib/testing/imports";
import { useOwner } from "@/lib/testing/owner";
import { useSettings } from "@/lib/testing/settings";
import {
  act,
  inRole,
  type MadeEvent,
  makeEvent,
  makeMember,
  makeTenant,
  makeTickets,
  useWorld,
} from "@/lib/testing/world";
import { JOBS } from "./jobs";

const world = useWorld();
const owner = useOwner(world);
useSettings();
const admin = inRole("TENANT_ADMIN");
let tenant: CtxTenant;
let event: MadeEvent;

beforeEach(async () => {
  tenant = await makeTenant(world);
  event = await makeEvent(world, tenant, { capacity: 2000 });
  await makeMember(world, tenant, "TENANT_ADMIN");
});

const as = <T>(actor: Actor, work: Parameters<typeof act<T>>[3]) => act(world, tenant, actor, work);
const selection = { filter: {}, through: 700 };

/** Starts each kind of long work, by the product's own command. */
const STARTS: Record<string, (by: Actor) => Promise<unknown>> = {
  "tickets.revoke-many": (by) => as(by, (ctx) => revokeMany(ctx, { eventId: event.id, selection, reason: "Storm" })),
  "tickets.resend-many": (by) => as(by, (ctx) => resendMany(ctx, { eventId: event.id, selection })),
  "exports.attendees": (by) => as(by, (ctx) => startExport(ctx, { eventId: event.id, kind: "attendees" })),
  "exports.scans": (by) => as(by, (ctx) => startExport(ctx, { eventId: event.id, kind: "scans" })),
  "imports.commit": async (by) => {
    const file = { name: "guests.csv", bytes: new TextEncoder().encode(guestList(250)) };
    const { importId } = await as(by, (ctx) => uploadImport(ctx, { eventId: event.id, file }));
    return as(by, (ctx) => commitImport(ctx, { eventId: event.id, importId }));
  },
};

type RunRow = { id: string; state: string; failure: string | null; done: number };

async function latest(kind: string): Promise<RunRow> {
  const [run] = await owner.rows<RunRow>(
    "SELECT id, state::text, failure, done FROM runs WHERE tenant_id = $1 AND kind = $2 ORDER BY id DESC LIMIT 1",
    [tenant.id, kind],
  );
  if (!run) throw new Error(`There is no run of ${kind}.`);
  return run;
}

/** Hands the job to its door, as the queue does. */
async function work(kind: string): Promise<RunRow> {
  const job = JOBS.find((one) => one.kind === kind);
  const { id } = await latest(kind);
  await job?.handle({ id: newId(), data: { tenantId: tenant.id, payload: { runId: id } } });
  return latest(kind);
}

const STOPPED = { state: "failed", failure: "STARTER_MAY_NOT" };
const kinds = Object.keys(STARTS);

describe("long work whose starter lost the permission for it", () => {
  it("has a start here for each kind there is", () => {
    expect(kinds.sort()).toEqual(Object.keys(RUN_PERMISSION).sort());
  });

  it.each(kinds)("%s stops before its first chunk, and says why", async (kind) => {
    await makeTickets(world, tenant, event, 300);
    await owner.rows("UPDATE messages SET state = 'sent' WHERE tenant_id = $1", [tenant.id]);
    const starter = await makeMember(world, tenant, "TENANT_ADMIN");
    await STARTS[kind]?.(starter);
    await as(admin, (ctx) => removeMember(ctx, { memberId: starter.memberId }));
    expect(await work(kind)).toMatchObject({ ...STOPPED, done: 0 });
    const staying = await makeMember(world, tenant, "TENANT_ADMIN");
    await STARTS[kind]?.(staying);
    expect(await work(kind)).toMatchObject({ state: "done", failure: null });
  });

  it("stops at the chunk after the demotion, and keeps what was done", async () => {
    await makeTickets(world, tenant, event, 400);
    await makeTickets(world, tenant, event, 300);
    const starter = await makeMember(world, tenant, "TENANT_ADMIN");
    await STARTS["tickets.revoke-many"]?.(starter);
    // The demotion commits while the first chunk is at work: that one ends, the next does not begin.
    await owner.rows(`CREATE FUNCTION demote() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
      UPDATE members SET role_id = (SELECT id FROM roles WHERE tenant_id = NEW.tenant_id AND key = 'STAFF_SCANNER')
        WHERE user_id = '${starter.id}'; RETURN NEW; END $$`);
    await owner.rows(`CREATE TRIGGER demote AFTER UPDATE OF cursor ON runs FOR EACH ROW EXECUTE FUNCTION demote()`);
    try {
      expect(await work("tickets.revoke-many")).toMatchObject({ ...STOPPED, done: 500 });
    } finally {
      await owner.rows("DROP FUNCTION demote() CASCADE");
    }
    const [count] = await owner.rows(
      "SELECT count(*)::int AS n FROM tickets WHERE tenant_id = $1 AND state = 'revoked'",
      [tenant.id],
    );
    expect(count).toEqual({ n: 500 });
  });

  it("stops when the role was changed, and when the key that started it was revoked", async () => {
    await makeTickets(world, tenant, event, 5);
    const demoted = await makeMember(world, tenant, "TENANT_ADMIN");
    await STARTS["exports.attendees"]?.(demoted);
    await as(admin, (ctx) => changeRole(ctx, { memberId: demoted.memberId, role: "STAFF_SCANNER" }));
    expect(await work("exports.attendees")).toMatchObject(STOPPED);

    const permissions = ["tickets.issue"] as const;
    const key = await as(admin, (ctx) => createApiKey(ctx, { name: "Shop", permissions: [...permissions] }));
    const caller: Actor = { kind: "api-key", id: key.id, permissions: [{ permission: "tickets.issue" }] };
    await STARTS["imports.commit"]?.(caller);
    await as(admin, (ctx) => revokeApiKey(ctx, { apiKeyId: key.id }));
    expect(await work("imports.commit")).toMatchObject({ ...STOPPED, done: 0 });
  });

  it("goes on for a starter whose grant is for the run's event, and stops when it was for another", async () => {
    await makeTickets(world, tenant, event, 5);
    const starter = await makeMember(world, tenant, "STAFF_SCANNER", ["tickets.revoke"]);
    await owner.rows("UPDATE grants SET event_id = $1 WHERE member_id = $2", [event.id, starter.memberId]);
    await STARTS["tickets.revoke-many"]?.(starter);
    const other = await makeEvent(world, tenant);
    await owner.rows("UPDATE grants SET event_id = $1 WHERE member_id = $2", [other.id, starter.memberId]);
    expect(await work("tickets.revoke-many")).toMatchObject(STOPPED);
    await owner.rows("UPDATE grants SET event_id = $1 WHERE member_id = $2", [event.id, starter.memberId]);
    await STARTS["tickets.revoke-many"]?.(starter);
    expect(await work("tickets.revoke-many")).toMatchObject({ state: "done" });
  });
});
