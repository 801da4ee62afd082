import { expect, it } from "vitest";
import { actorId } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { gateAt, movementArgs, openExit, secretsOf } from "@/lib/testing/gate";
import { holdRow, untilWaiting } from "@/lib/testing/locks";
import { useOwner } from "@/lib/testing/owner";
import { act, inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { moveEvent } from "../events/commands";
import type { PreviewResult } from "./schema";
import { GATE_ADMIT, GATE_CHECK_OUT } from "./sql";

const world = useWorld();
const owner = useOwner(world);
const admin = inRole("TENANT_ADMIN");

async function oneGuest() {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const exit = await openExit(world, tenant, event);
  const [ticket] = await makeTickets(world, tenant, event, 1);
  const { code } = await secretsOf(world, tenant, ticket?.id ?? "");
  const gate = gateAt(world, tenant, event);
  const lookOut = () => gate.preview(code, { checkpointId: exit });
  return { tenant, event, ticketId: ticket?.id ?? "", code, gate, lookOut };
}
type Guest = Awaited<ReturnType<typeof oneGuest>>;

const editEvent = ({ tenant, event }: Guest) =>
  act(world, tenant, admin, ({ db }) =>
    db.event.updateMany({ where: { id: event.id }, data: { showTicketType: true } }),
  );
const cancelEvent = ({ tenant, event }: Guest) =>
  act(world, tenant, admin, (ctx) => moveEvent(ctx, { eventId: event.id, move: "cancel" }));
const revokeDevice = ({ tenant, gate }: Guest) =>
  act(world, tenant, admin, ({ db }) =>
    db.device.updateMany({ where: { id: gate.deviceId }, data: { revokedAt: world.now } }),
  );
const placeOf = ({ tenant }: Guest) =>
  act(world, tenant, admin, ({ db }) => db.ticket.findFirstOrThrow({ select: { checkedInAt: true, leftAt: true } }));
const holdTicket = ({ ticketId }: Guest) =>
  holdRow(world, "SELECT FROM tickets WHERE id = $1 FOR NO KEY UPDATE", [ticketId]);

/** What another process is told by the same statement: in this one, the ticket's lane would hold the repetition back. */
async function askElsewhere({ tenant, gate }: Guest, preview: PreviewResult, scanId: string) {
  const token = preview.previewToken ?? "";
  const { sql } = preview.direction === "out" ? GATE_CHECK_OUT : GATE_ADMIT;
  const scan = { id: scanId, actorId: actorId(gate.actor) ?? "", now: world.now };
  const { rows } = await world.db.gatePool.query<{ result: unknown }>(sql, movementArgs(tenant, token, scan));
  return rows[0]?.result;
}

it.each(["in", "out"] as const)(
  "a scan id sent again while its first confirm is open gets that one's answer, though the event was edited meanwhile (%s)",
  async (way) => {
    const guest = await oneGuest();
    const { gate, code, lookOut } = guest;
    if (way === "out") await gate.confirm(await gate.preview(code));
    const preview = way === "out" ? await lookOut() : await gate.preview(code);
    const scanId = newId();
    // The first one has moved the ticket and waits, before its commit, for the row of the device that its scan names.
    const device = await holdRow(world, "SELECT FROM devices WHERE id = $1 FOR UPDATE", [gate.deviceId]);
    const first = gate.confirm(preview, { scanId });
    await untilWaiting(owner, 1);
    await editEvent(guest);
    const again = askElsewhere(guest, preview, scanId);
    await Promise.race([untilWaiting(owner, 2), again]);
    await device.release();
    const verdict = way === "out" ? "CHECKED_OUT" : "ADMITTED";
    expect(await first).toMatchObject({ verdict, checkInId: scanId });
    expect(await again).toMatchObject({ recorded: { verdict, id: scanId } });
    expect(await gate.confirm(preview, { scanId })).toMatchObject({ verdict, checkInId: scanId });
  },
);

it("nobody is admitted who waited for the ticket's row while the event was cancelled", async () => {
  const guest = await oneGuest();
  const preview = await guest.gate.preview(guest.code);
  const ticket = await holdTicket(guest);
  const confirm = guest.gate.confirm(preview);
  await untilWaiting(owner, 1);
  await cancelEvent(guest);
  await ticket.release();
  expect(await confirm).toMatchObject({ verdict: "EVENT_NOT_OPEN" });
  expect(await placeOf(guest)).toEqual({ checkedInAt: null, leftAt: null });
});

it("nobody is moved by a device that was revoked while it waited for the ticket's row", async () => {
  const guest = await oneGuest();
  const { gate, code, lookOut } = guest;
  const movedBy = async (preview: Awaited<ReturnType<typeof lookOut>>) => {
    const ticket = await holdTicket(guest);
    const confirm = gate.confirm(preview).catch((error: unknown) => error);
    await untilWaiting(owner, 1);
    await revokeDevice(guest);
    await ticket.release();
    return confirm;
  };
  expect(await movedBy(await gate.preview(code))).toMatchObject({ code: "DEVICE_REVOKED" });
  expect(await placeOf(guest)).toEqual({ checkedInAt: null, leftAt: null });
  await act(world, guest.tenant, admin, ({ db }) => db.device.updateMany({ data: { revokedAt: null } }));
  await gate.confirm(await gate.preview(code));
  expect(await movedBy(await lookOut())).toMatchObject({ code: "DEVICE_REVOKED" });
  expect(await placeOf(guest)).toEqual({ checkedInAt: world.now, leftAt: null });
});
