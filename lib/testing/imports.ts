import { beforeAll } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { commitImport } from "@/lib/domain/imports/commands/commit-import";
import { uploadImport } from "@/lib/domain/imports/commands/upload-import";
import { workImport } from "@/lib/domain/imports/jobs";
import { getImport } from "@/lib/domain/imports/queries";
import type { ImportPage } from "@/lib/domain/imports/schema";
import { act, ctxOf, makeMember, makeTenant, person, type World } from "./world";

/** Somebody who may import lists, in an organization of their own, and the worker that does the rest. */
export function useImporter(world: World) {
  const desk = { actor: person([]), tenant: {} as CtxTenant, upload, commit, work, look, importList };
  beforeAll(async () => {
    desk.tenant = await makeTenant(world);
    desk.actor = await makeMember(world, desk.tenant, "STAFF_SCANNER", ["tickets.issue", "tickets.revoke"]);
  });

  type OfEvent = { id: string };
  function upload({ id: eventId }: OfEvent, text: string): Promise<ImportPage> {
    const file = { name: "guests.csv", bytes: new TextEncoder().encode(text) };
    return act(world, desk.tenant, desk.actor, (ctx) => uploadImport(ctx, { eventId, file }));
  }
  function commit({ id: eventId }: OfEvent, importId: string): Promise<{ runId: string }> {
    return act(world, desk.tenant, desk.actor, (ctx) => commitImport(ctx, { eventId, importId }));
  }
  function work(runId: string): Promise<void> {
    return workImport(ctxOf(world, desk.tenant, { kind: "job", id: newId(), permissions: [] }), { runId });
  }
  function look({ id: eventId }: OfEvent, importId: string): Promise<ImportPage> {
    return act(world, desk.tenant, desk.actor, (ctx) => getImport(ctx, { eventId, importId }));
  }
  /** From the upload to the end; the page answered is of the refused rows. */
  async function importList(event: OfEvent, text: string): Promise<ImportPage> {
    const { importId } = await upload(event, text);
    await work((await commit(event, importId)).runId);
    return look(event, importId);
  }
  return desk;
}

/** A list of `count` guests, each with a name and an address of their own. */
export function guestList(count: number): string {
  const guests = Array.from({ length: count }, (_, n) => `Guest ${n + 1},guest-${n + 1}@example.com\n`);
  return `name,email\n${guests.join("")}`;
}
