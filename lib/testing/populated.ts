import { randomUUID } from "node:crypto";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { createAccount } from "@/lib/domain/accounts/commands";
import { createApiKey } from "@/lib/domain/api-keys/commands";
import { undoCheckIn } from "@/lib/domain/check-in/commands/undo-check-in";
import { COUNT_DOOR_SLOTS } from "@/lib/domain/door/sql";
import { uploadImport } from "@/lib/domain/imports/commands/upload-import";
import { addMember } from "@/lib/domain/members/commands/add-member";
import { inviteMember } from "@/lib/domain/members/commands/invite-member";
import { startRun } from "@/lib/domain/runs/commands";
import { runOnce } from "@/lib/entry/idempotency";
import { gateAt, secretsOf } from "./gate";
import { act, inRole, type MadeEvent, makeEvent, makeTenant, makeTickets, operator, type World } from "./world";

/** An organization that has a row in every tenant-owned table, and what names those rows. */
export type Populated = {
  tenant: CtxTenant;
  event: MadeEvent;
  gateId: string;
  checkpointId: string;
  ticketIds: string[];
  userId: string;
  email: string;
  memberId: string;
  /** Open, to an address without an account. */
  invitationId: string;
  apiKey: { id: string; secret: string };
  deviceId: string;
  /** An admission that stands, and the preview it was confirmed with. */
  checkInId: string;
  previewToken: string;
  messageId: string;
  runId: string;
  importId: string;
  exportId: string;
};

const LIST = { name: "guests.csv", bytes: new TextEncoder().encode("name,email\nGia Guest,gia@example.com\n") };
export const PASSWORD = "correct horse battery";

/** Makes such an organization, through the product's own commands. */
export async function populate(world: World): Promise<Populated> {
  const admin = inRole("TENANT_ADMIN");
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const ticketIds = (await makeTickets(world, tenant, event, 3)).map((ticket) => ticket.id);
  const email = `${randomUUID()}@example.com`;
  const { id: userId } = await createAccount(operator(world), { name: "Mia Member", email, password: PASSWORD });
  const made = await act(world, tenant, admin, async (ctx) => {
    const { id: memberId } = await addMember(ctx, { userId, role: "STAFF_SCANNER" });
    // No command limits a grant to an event yet.
    await ctx.db.grant.create({
      data: {
        tenantId: tenant.id,
        id: newId(),
        memberId,
        permission: "events.read",
        eventId: event.id,
        createdAt: ctx.now,
      },
    });
    const apiKey = await createApiKey(ctx, {
      name: "Key",
      permissions: ["gate.scan", "gate.search", "gate.type", "tickets.issue"],
    });
    await runOnce(ctx, { key: "populated", route: "none", input: {} }, async () => ({ done: true }));
    const message = await ctx.db.message.findFirstOrThrow({
      where: { ticketId: ticketIds[0] ?? "" },
      select: { id: true },
    });
    const gate = await ctx.db.gate.findFirstOrThrow({ select: { id: true } });
    const checkpoint = await ctx.db.checkpoint.findFirstOrThrow({ select: { id: true } });
    const run = await startRun(ctx, { kind: "tickets.revoke-many", eventId: event.id, total: 1, input: {} });
    const invited = { name: "Ivy Invited", email: `${randomUUID()}@example.com` };
    const { id: invitationId } = await inviteMember(ctx, { ...invited, role: "STAFF_SCANNER", maySearch: true });
    // No command makes these yet.
    const common = { tenantId: tenant.id, createdAt: ctx.now };
    const expiresAt = new Date(ctx.now.getTime() + 86_400_000);
    const { importId } = await uploadImport(ctx, { eventId: event.id, file: LIST });
    await ctx.db.import.updateMany({ where: { id: importId }, data: { runId: run.id } });
    await ctx.db.importRow.create({
      data: { tenantId: tenant.id, importId, line: 2, ticketId: ticketIds[0] ?? "" },
    });
    const download = { id: newId(), eventId: event.id, kind: "attendees", runId: run.id, expiresAt };
    await ctx.db.export.create({ data: { ...common, ...download } });
    await ctx.db.exportPart.create({
      data: { tenantId: tenant.id, exportId: download.id, part: 0, content: "number,name\r\n" },
    });
    const named = {
      messageId: message.id,
      runId: run.id,
      importId,
      exportId: download.id,
      gateId: gate.id,
      checkpointId: checkpoint.id,
    };
    return { memberId, invitationId, apiKey, ...named };
  });

  // One admission that was undone and one that stands: the table of scans then has rows of both kinds.
  const gate = gateAt(world, tenant, event);
  const codeOf = async (index: number) => (await secretsOf(world, tenant, ticketIds[index] ?? "")).code;
  const undone = await gate.confirm(await gate.preview(await codeOf(0)));
  await act(world, tenant, admin, (ctx) =>
    undoCheckIn(ctx, { checkInId: undone.checkInId ?? "", undoId: newId(), reason: "Wrong guest" }),
  );
  const preview = await gate.preview(await codeOf(1));
  const standing = await gate.confirm(preview);
  const hourLater = new Date(world.now.getTime() + 3_600_000);
  await world.db.systemPool.query(COUNT_DOOR_SLOTS, [hourLater, "1 hour"]);
  return {
    tenant,
    event,
    ticketIds,
    userId,
    email,
    ...made,
    deviceId: gate.deviceId,
    checkInId: standing.checkInId ?? "",
    previewToken: preview.previewToken ?? "",
  };
}
