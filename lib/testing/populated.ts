import { randomUUID } from "node:crypto";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { createAccount } from "@/lib/domain/accounts/commands";
import { createApiKey } from "@/lib/domain/api-keys/commands";
import { undoCheckIn } from "@/lib/domain/check-in/commands/undo-check-in";
import { addMember } from "@/lib/domain/tenants/commands";
import { runOnce } from "@/lib/entry/idempotency";
import { gateAt, secretsOf } from "./gate";
import { act, inRole, type MadeEvent, makeEvent, makeTenant, makeTickets, operator, type World } from "./world";

/** An organization that has a row in every tenant-owned table, and what names those rows. */
export type Populated = {
  tenant: CtxTenant;
  event: MadeEvent;
  ticketIds: string[];
  userId: string;
  email: string;
  memberId: string;
  apiKey: { id: string; secret: string };
  deviceId: string;
  /** An admission that stands, and the preview it was confirmed with. */
  checkInId: string;
  previewToken: string;
  messageId: string;
};

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
    // No command gives grants yet.
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
    const apiKey = await createApiKey(ctx, { name: "Key", permissions: ["gate.scan", "gate.type", "tickets.issue"] });
    await runOnce(ctx, { key: "populated", route: "none", input: {} }, async () => ({ done: true }));
    const message = await ctx.db.message.findFirstOrThrow({
      where: { ticketId: ticketIds[0] ?? "" },
      select: { id: true },
    });
    return { memberId, apiKey, messageId: message.id };
  });

  // One admission that was undone and one that stands: the table of scans then has rows of both kinds.
  const gate = gateAt(world, tenant, event);
  const codeOf = async (index: number) => (await secretsOf(world, tenant, ticketIds[index] ?? "")).code;
  const undone = await gate.confirm(await gate.preview(await codeOf(0)));
  await act(world, tenant, admin, (ctx) =>
    undoCheckIn(ctx, { checkInId: undone.checkInId ?? "", undoId: randomUUID(), reason: "Wrong guest" }),
  );
  const preview = await gate.preview(await codeOf(1));
  const standing = await gate.confirm(preview);
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
