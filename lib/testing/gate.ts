import { randomUUID } from "node:crypto";
import type { Actor, CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { confirmScan } from "@/lib/domain/check-in/commands/confirm-scan";
import { previewScan } from "@/lib/domain/check-in/commands/preview-scan";
import { readPreview } from "@/lib/domain/check-in/preview-token";
import type { ConfirmInput, ConfirmResult, PreviewInput, PreviewResult } from "@/lib/domain/check-in/schema";
import { deriveSecrets, type TicketSecrets } from "@/lib/domain/tickets/codes";
import { act, ctxOf, inRole, type World } from "./world";

/** One gate of a test: an actor with a device at an event. */
export type TestGate = {
  deviceId: string;
  actor: Actor;
  preview: (
    code: string | { typed: string } | { ticketId: string },
    changes?: Partial<PreviewInput>,
  ) => Promise<PreviewResult>;
  confirm: (preview: PreviewResult, changes?: Partial<ConfirmInput>) => Promise<ConfirmResult>;
};

/** Puts an actor (gate staff unless said otherwise) with a device of its own at an event's gate. */
export function gateAt(
  world: World,
  tenant: CtxTenant,
  event: { id: string },
  actor: Actor = inRole("STAFF_SCANNER"),
): TestGate {
  const device = { id: randomUUID(), label: `Phone ${randomUUID().slice(0, 4)}` };
  return {
    deviceId: device.id,
    actor,
    preview: (code, changes = {}) =>
      previewScan(ctxOf(world, tenant, actor), {
        eventId: event.id,
        device,
        ...(typeof code === "string" ? { code } : code),
        ...changes,
      }),
    confirm: (preview, changes = {}) =>
      confirmScan(ctxOf(world, tenant, actor), {
        previewToken: preview.previewToken ?? "none",
        scanId: newId(),
        deviceId: device.id,
        ...changes,
      }),
  };
}

/** Lets people leave an event and come in again, and answers the checkpoint where they leave. No command does so yet. */
export async function openExit(world: World, tenant: CtxTenant, event: { id: string }): Promise<string> {
  const id = newId();
  const row = { tenantId: tenant.id, eventId: event.id, name: "Exit", position: 1, createdAt: world.now };
  await act(world, tenant, inRole("TENANT_ADMIN"), async ({ db }) => {
    await db.checkpoint.create({ data: { ...row, id, direction: "out" } });
    await db.event.updateMany({ where: { id: event.id }, data: { reentry: true } });
  });
  return id;
}

/** What `gate_admit` and `gate_check_out` take for a movement that was previewed. */
export function movementArgs(
  tenant: CtxTenant,
  previewToken: string,
  scan: { id: string; actorId: string; now: Date },
): unknown[] {
  const seen = readPreview(previewToken);
  return [
    ...[tenant.id, scan.id, seen.eventId, seen.ticketId, seen.version, seen.gateVersion, seen.deviceId],
    ...[seen.gateId, seen.checkpointId, "camera", null, "person", scan.actorId, false, scan.now],
  ];
}

/** The code of one generation of a ticket, by the key of the tests' world. */
export function codeOf(tenant: CtxTenant, ticket: { id: string; generation: number }): string {
  return deriveSecrets({ tenantId: tenant.id, ticketId: ticket.id, generation: ticket.generation, keyId: "t1" }).code;
}

/** A ticket's present secrets, as its email carries them. */
export async function secretsOf(world: World, tenant: CtxTenant, ticketId: string): Promise<TicketSecrets> {
  return act(world, tenant, inRole("TENANT_ADMIN"), async (ctx) => {
    const codes = await ctx.db.ticketCode.findMany({ where: { ticketId }, orderBy: { generation: "desc" }, take: 1 });
    const code = codes[0];
    if (!code) throw new Error("The ticket has no code.");
    return deriveSecrets({ tenantId: tenant.id, ticketId, generation: code.generation, keyId: code.keyId });
  });
}
