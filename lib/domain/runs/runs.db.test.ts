import { describe, expect, it } from "vitest";
import type { Actor, Ctx, CtxTenant } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { fillLane } from "@/lib/testing/full-lane";
import { act, ctxOf, inRole, type MadeEvent, makeEvent, makeMember, makeTenant, useWorld } from "@/lib/testing/world";
import { assertCan } from "../access/rules";
import { recordAudit } from "../audit/commands";
import { type Chunk, startRun, workThrough } from "./commands";
import { getRun } from "./queries";

const world = useWorld();
let admin = inRole("TENANT_ADMIN");
const job = (): Actor => ({ kind: "job", id: newId(), permissions: [] });

type Scene = { tenant: CtxTenant; event: MadeEvent; runId: string };

async function startedRun(total: number): Promise<Scene> {
  const tenant = await makeTenant(world);
  admin = await makeMember(world, tenant, "TENANT_ADMIN");
  const event = await makeEvent(world, tenant);
  const { id } = await act(world, tenant, admin, (ctx) =>
    startRun(ctx, { kind: "tickets.revoke-many", eventId: event.id, total, input: {} }),
  );
  return { tenant, event, runId: id };
}

const work = ({ tenant, runId }: Scene, chunk: Chunk) => workThrough(ctxOf(world, tenant, job()), { runId }, chunk);
const stands = ({ tenant, runId }: Scene) =>
  act(world, tenant, admin, (ctx) => getRun(ctx, { runId, kind: "tickets.revoke-many" }));

/** Does one piece a chunk, leaves an audit entry for each, and ends behind the last. */
function onePieceEach(scene: Scene, count: number): Chunk {
  return async (ctx, { cursor }) => {
    const piece = cursor === null ? 1 : Number(cursor) + 1;
    await leaveMark(ctx, scene, `pieces.${piece}`);
    return { done: 1, refused: piece % 2, cursor: piece === count ? null : String(piece) };
  };
}

async function leaveMark(ctx: Ctx, scene: Scene, action: string): Promise<void> {
  assertCan(ctx, "tickets.revoke", scene.event.id);
  await recordAudit(ctx, { action, subjectKind: "run", subjectId: scene.runId, eventId: scene.event.id });
}

const marks = ({ tenant, runId }: Scene) =>
  act(world, tenant, admin, (ctx) =>
    ctx.db.auditEntry.findMany({
      where: { subjectId: runId },
      select: { action: true, actorKind: true, actorId: true },
      orderBy: { at: "asc" },
    }),
  );

describe("a run", () => {
  it("is done chunk by chunk, in the name of whom started it, and says how far it is", async () => {
    const scene = await startedRun(4);
    expect(await stands(scene)).toMatchObject({ state: "queued", total: 4, done: 0, refused: 0, finishedAt: null });
    await work(scene, onePieceEach(scene, 4));
    expect(await stands(scene)).toMatchObject({ state: "done", total: 4, done: 4, refused: 2 });
    const starter = { actorKind: "person", actorId: admin.id };
    expect(await marks(scene)).toEqual([1, 2, 3, 4].map((piece) => ({ action: `pieces.${piece}`, ...starter })));
  });

  it("goes on behind the last whole chunk when a worker died in the middle of one", async () => {
    const scene = await startedRun(3);
    let isToFail = true;
    const chunk: Chunk = async (ctx, step) => {
      const result = await onePieceEach(scene, 3)(ctx, step);
      if (step.cursor === "1" && isToFail) throw new Error("The process died.");
      return result;
    };
    await expect(work(scene, chunk)).rejects.toThrow("The process died.");
    expect(await stands(scene)).toMatchObject({ state: "running", done: 1 });
    isToFail = false;
    await work(scene, chunk);
    expect(await stands(scene)).toMatchObject({ state: "done", done: 3 });
    expect((await marks(scene)).map(({ action }) => action)).toEqual(["pieces.1", "pieces.2", "pieces.3"]);
  });

  it("is done once by four workers at the same time", async () => {
    const scene = await startedRun(12);
    await Promise.all(Array.from({ length: 4 }, () => work(scene, onePieceEach(scene, 12))));
    expect(await stands(scene)).toMatchObject({ state: "done", done: 12 });
    expect(await marks(scene)).toHaveLength(12);
  });

  it("ends as failed with its word when a chunk is refused, and keeps what was done", async () => {
    const scene = await startedRun(3);
    await work(scene, async (ctx, step) => {
      if (step.cursor === "1") throw new AppError("WRONG_STATE");
      return onePieceEach(scene, 3)(ctx, step);
    });
    expect(await stands(scene)).toMatchObject({ state: "failed", failure: "WRONG_STATE", done: 1 });
    // Whoever takes it up again leaves it as it is.
    await work(scene, onePieceEach(scene, 3));
    expect(await marks(scene)).toHaveLength(1);
  });

  it("gives its job the one permission that started it, for its event alone", async () => {
    const scene = await startedRun(1);
    const other = await makeEvent(world, scene.tenant);
    const tried: unknown[] = [];
    await work(scene, async (ctx) => {
      for (const ask of [
        () => assertCan(ctx, "tickets.revoke", other.id),
        () => assertCan(ctx, "tickets.revoke"),
        () => assertCan(ctx, "tickets.issue", scene.event.id),
      ]) {
        try {
          tried.push(ask());
        } catch (error) {
          tried.push(error instanceof AppError ? error.code : error);
        }
      }
      return { done: 1, refused: 0, cursor: null };
    });
    expect(tried).toEqual(["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
  });

  it("waits for its turn in a lane that is full, and goes on without a try of its job being spent", async () => {
    const scene = await startedRun(3);
    const { tenant, runId } = scene;
    const { release } = fillLane(`${tenant.id}:door`);
    // Asked for its turn within this call, and refused: there is no room to wait.
    const working = workThrough(ctxOf(world, tenant, job()), { runId, lane: "door" }, onePieceEach(scene, 3));
    release();
    await working;
    expect(await stands(scene)).toMatchObject({ state: "done", done: 3 });
  });

  it("does a chunk again that met others at a row, with nothing of the first attempt kept", async () => {
    const scene = await startedRun(2);
    let attempts = 0;
    await work(scene, async (ctx, step) => {
      const result = await onePieceEach(scene, 2)(ctx, step);
      attempts += 1;
      if (attempts === 1) throw new AppError("BUSY");
      return result;
    });
    expect(await stands(scene)).toMatchObject({ state: "done", done: 2 });
    expect((await marks(scene)).map(({ action }) => action)).toEqual(["pieces.1", "pieces.2"]);
  });

  it("that does not move on is stopped rather than turned for ever", async () => {
    const scene = await startedRun(1);
    await expect(work(scene, async () => ({ done: 0, refused: 0, cursor: "same" }))).rejects.toMatchObject({
      code: "INTERNAL",
    });
  });
});
