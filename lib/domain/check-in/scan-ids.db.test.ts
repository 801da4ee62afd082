import { v1, v4, v6, v7 } from "uuid";
import { describe, expect, it } from "vitest";
import { newId } from "@/lib/core/ids";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import { useOwner } from "@/lib/testing/owner";
import { act, inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { undoCheckIn } from "./commands/undo-check-in";

const world = useWorld();
const owner = useOwner(world);

async function oneGuest() {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const [ticket] = await makeTickets(world, tenant, event, 1);
  const { code } = await secretsOf(world, tenant, ticket?.id ?? "");
  const gate = gateAt(world, tenant, event);
  const undo = (checkInId: string, undoId: string) =>
    act(world, tenant, inRole("TENANT_ADMIN"), (ctx) => undoCheckIn(ctx, { checkInId, undoId, reason: "Mistake" }));
  return { gate, code, undo };
}

/** Brings a scan's id back to what was accepted before: any version. */
async function nameAsBefore(id: string, name: string): Promise<void> {
  await owner.rows("ALTER TABLE scans DISABLE TRIGGER append_only");
  await owner.rows("UPDATE tickets SET check_in_id = NULL, checked_in_at = NULL WHERE check_in_id = $1", [id]);
  await owner.rows("UPDATE scans SET id = $2 WHERE id = $1", [id, name]);
  await owner.rows(
    `UPDATE tickets t SET check_in_id = s.id, checked_in_at = s.at FROM scans s
     WHERE s.id = $1 AND t.id = s.ticket_id AND s.verdict = 'ADMITTED'`,
    [name],
  );
  await owner.rows("ALTER TABLE scans ENABLE TRIGGER append_only");
}

describe("the id of a new scan or undo", () => {
  it.each([
    ["version 7", v7()],
    ["version 7 of a clock long ago", "00000000-0000-7000-8000-000000000001"],
    ["version 7 of a clock far ahead", "ffffffff-ffff-7fff-bfff-fffffffffffe"],
    ["version 4, for one more release", v4()],
  ])("is %s", async (_name, id) => {
    const { gate, code, undo } = await oneGuest();
    expect(await gate.confirm(await gate.preview(code), { scanId: id })).toMatchObject({ checkInId: id });
    const undoId = id.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    expect(await undo(id, undoId)).toMatchObject({ verdict: "UNDONE", checkInId: id });
  });

  it.each([
    ["version 1, which tells the device's address", v1()],
    ["version 6, likewise", v6()],
    ["version 5, which two devices may make alike", "886313e1-3b8a-5372-9b90-0c9aee199e5d"],
    ["nothing but zeros", "00000000-0000-0000-0000-000000000000"],
    ["nothing but ones", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
  ])("is not %s", async (_name, id) => {
    const { gate, code, undo } = await oneGuest();
    const preview = await gate.preview(code);
    const refused = { code: "VALIDATION_FAILED" };
    await expect(gate.confirm(preview, { scanId: id })).rejects.toMatchObject(refused);
    const { checkInId = "" } = await gate.confirm(preview);
    await expect(undo(checkInId, id)).rejects.toMatchObject(refused);
  });
});

it("a scan and an undo on record are answered whatever version their ids are", async () => {
  const { gate, code, undo } = await oneGuest();
  const preview = await gate.preview(code);
  const { checkInId = "" } = await gate.confirm(preview);
  const [scanId, undoId, secondUndo] = [v1(), v6(), newId()];
  await nameAsBefore(checkInId, scanId);
  expect(await gate.confirm(preview, { scanId })).toMatchObject({ verdict: "ADMITTED", checkInId: scanId });
  const undone = await undo(scanId, secondUndo);
  await nameAsBefore(secondUndo, undoId);
  expect(await undo(scanId, undoId)).toEqual(undone);
  expect(await gate.confirm(preview, { scanId })).toMatchObject({ verdict: "UNDONE" });
});
