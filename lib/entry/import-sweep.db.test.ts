import { describe, expect, it } from "vitest";
import { getRefusedFile } from "@/lib/domain/imports/queries";
import { guestList, useImporter } from "@/lib/testing/imports";
import { useOwner } from "@/lib/testing/owner";
import { act, makeEvent, useWorld } from "@/lib/testing/world";
import { SWEEPS } from "./sql";

const world = useWorld();
const owner = useOwner(world);
const desk = useImporter(world);
const { upload, look, importList } = desk;

describe("the uploaded file", () => {
  const kept = async (importId: string) =>
    (
      await owner.rows<{ kept: boolean }>("SELECT content IS NOT NULL AS kept FROM imports WHERE id = $1", [importId])
    )[0]?.kept;
  const sweep = async () => {
    for (const statement of SWEEPS) await world.db.systemPool.query(statement);
  };

  it("goes at once when nothing was refused, and the counts stay", async () => {
    const event = await makeEvent(world, desk.tenant);
    const done = await importList(event, guestList(3));
    expect(await kept(done.importId)).toBe(false);
    expect(await look(event, done.importId)).toMatchObject({ hasFile: false, counts: { issue: 3, refused: 0 } });
    await expect(
      act(world, desk.tenant, desk.actor, (ctx) => getRefusedFile(ctx, { eventId: event.id, importId: done.importId })),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("goes after thirty days otherwise, committed or not, and not before", async () => {
    const event = await makeEvent(world, desk.tenant);
    const committed = await importList(event, `${guestList(1)}Bad,bad`);
    const { importId: left } = await upload(event, guestList(1));
    const age = (days: number) =>
      owner.rows(
        `WITH aged AS (UPDATE imports SET created_at = now() - interval '60 days' WHERE event_id = $1)
         UPDATE runs SET created_at = now() - interval '60 days', finished_at = now() - make_interval(days => $2) WHERE event_id = $1`,
        [event.id, days],
      );
    await owner.rows("UPDATE imports SET created_at = now() - interval '29 days' WHERE event_id = $1", [event.id]);
    await sweep();
    expect([await kept(committed.importId), await kept(left)]).toEqual([true, true]);
    await age(29);
    await sweep();
    expect([await kept(committed.importId), await kept(left)]).toEqual([true, false]);
    await age(31);
    await sweep();
    expect(await kept(committed.importId)).toBe(false);
    expect(await look(event, committed.importId)).toMatchObject({ hasFile: false, counts: { issue: 1, refused: 1 } });
  });
});
