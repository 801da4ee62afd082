import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { downloadExport, startExport } from "@/lib/domain/exports/commands";
import { getExportPart } from "@/lib/domain/exports/queries";
import { PATIENCE } from "@/lib/testing/patience";
import { useSettings } from "@/lib/testing/settings";
import { act, makeEvent, makeMember, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { startWorker, type Worker } from "./worker";

const world = useWorld();
useSettings();
let worker: Worker | null = null;
beforeAll(() => {
  // The worker's sweep goes by the real clock.
  world.now = new Date();
});
afterAll(() => worker?.stop());

it("an export that was asked for is made by the worker, in parts, and can then be downloaded", async () => {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant, { capacity: 700 });
  await makeTickets(world, tenant, event, 400);
  await makeTickets(world, tenant, event, 300);
  const admin = await makeMember(world, tenant, "TENANT_ADMIN");
  worker = await startWorker();
  const { id: exportId } = await act(world, tenant, admin, (ctx) =>
    startExport(ctx, { eventId: event.id, kind: "attendees" }),
  );
  const file = await vi.waitFor(() => act(world, tenant, admin, (ctx) => downloadExport(ctx, { exportId })), PATIENCE);
  expect(file.parts).toBe(2);
  const last = await act(world, tenant, admin, (ctx) => getExportPart(ctx, { exportId, part: 1 }));
  expect(last.trim().split("\r\n")).toHaveLength(200);
});
