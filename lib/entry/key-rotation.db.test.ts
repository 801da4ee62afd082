import { beforeEach, describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { KeyRing, setKeyRing } from "@/lib/core/keys";
import { reissueTicket } from "@/lib/domain/tickets/commands/reissue-ticket";
import { getTicketForPreview, listTicketSecrets } from "@/lib/domain/tickets/queries";
import { gateAt } from "@/lib/testing/gate";
import { useOwner } from "@/lib/testing/owner";
import {
  act,
  inRole,
  type MadeEvent,
  makeEvent,
  makeTenant,
  makeTickets,
  testKey,
  useWorld,
} from "@/lib/testing/world";
import { assertReadyToServe } from "./boot";

const world = useWorld();
const owner = useOwner(world);
const admin = inRole("TENANT_ADMIN");
const [k1, k2, k3] = [testKey("k1"), testKey("k2"), testKey("k3")];
const ring = (...keys: (typeof k1)[]) => setKeyRing(new KeyRing(keys));

let tenant: CtxTenant;
let event: MadeEvent;

beforeEach(async () => {
  ring(k1, k2, k3);
  tenant = await makeTenant(world);
  event = await makeEvent(world, tenant);
});

/** The codes of the event's tickets, as they are printed now. */
const printed = async (): Promise<string[]> => {
  const operator = { kind: "operator" as const, id: tenant.id, permissions: [{ permission: "*" }] };
  const tickets = await act(world, tenant, operator, (ctx) => listTicketSecrets(ctx, { eventId: event.id, take: 50 }));
  return tickets.map(({ secrets }) => secrets.code);
};
const keyIds = async () =>
  (
    await owner.rows<{ id: string }>(
      "SELECT key_id AS id FROM ticket_codes WHERE tenant_id = $1 ORDER BY ticket_id, generation",
      [tenant.id],
    )
  ).map((row) => row.id);

describe("when a new key stands before the old one", () => {
  it("tickets of the old key are printed with the same code, and new tickets take the new key", async () => {
    ring(k1);
    await makeTickets(world, tenant, event, 2);
    const before = await printed();
    ring(k2, k1);
    await makeTickets(world, tenant, event, 1);
    const after = await printed();
    expect(after.slice(0, 2)).toEqual(before);
    expect(await keyIds()).toEqual(["k1", "k1", "k2"]);
    const gate = gateAt(world, tenant, event);
    for (const code of after) expect((await gate.confirm(await gate.preview(code))).verdict).toBe("ADMITTED");
    await expect(assertReadyToServe()).resolves.toBeUndefined();
  });

  it("a reissue moves a ticket to the new key", async () => {
    ring(k1);
    const [ticket] = await makeTickets(world, tenant, event, 1);
    ring(k2, k1);
    await act(world, tenant, admin, (ctx) => reissueTicket(ctx, { ticketId: ticket?.id ?? "" }));
    expect(await keyIds()).toEqual(["k1", "k2"]);
    ring(k2);
    await expect(printed()).resolves.toHaveLength(1);
  });

  it("a preview that was signed with the old key is still confirmed", async () => {
    ring(k1);
    await makeTickets(world, tenant, event, 1);
    const gate = gateAt(world, tenant, event);
    const preview = await gate.preview((await printed())[0] ?? "");
    ring(k2, k1);
    expect((await gate.confirm(preview)).verdict).toBe("ADMITTED");
  });
});

describe("when a key that tickets were printed with is gone", () => {
  it("nothing wrong is printed, and the start refuses by its name", async () => {
    ring(k3);
    await makeTickets(world, tenant, event, 1);
    ring(k1, k2);
    await expect(printed()).rejects.toMatchObject({ code: "KEY_MISMATCH" });
    await expect(assertReadyToServe()).rejects.toThrow(/lacks the key k3,/);
  });

  it("another key under the same name prints nothing either", async () => {
    const [ticket] = await makeTickets(world, tenant, event, 1);
    ring(testKey("k1"), k2, k3);
    await expect(printed()).rejects.toMatchObject({ code: "KEY_MISMATCH" });
    const preview = act(world, tenant, admin, (ctx) =>
      getTicketForPreview(ctx, { ticketId: ticket?.id ?? "", generation: 1 }),
    );
    await expect(preview).rejects.toMatchObject({ code: "KEY_MISMATCH" });
  });

  it("the scanner still admits what was printed, for it looks up hashes", async () => {
    await makeTickets(world, tenant, event, 1);
    const [code = ""] = await printed();
    ring(k2);
    const gate = gateAt(world, tenant, event);
    expect((await gate.confirm(await gate.preview(code))).verdict).toBe("ADMITTED");
  });
});

describe("when a stored hash was tampered with", () => {
  it.each(["token_hash", "link_hash"])("a ticket whose %s is another prints nothing", async (column) => {
    await makeTickets(world, tenant, event, 1);
    await owner.rows(`UPDATE ticket_codes SET ${column} = sha256('other') WHERE tenant_id = $1`, [tenant.id]);
    await expect(printed()).rejects.toMatchObject({ code: "KEY_MISMATCH" });
  });
});

describe("a code", () => {
  it("says nothing of its ticket: it follows from id and generation alone", async () => {
    const [ticket] = await makeTickets(world, tenant, event, 1);
    const before = await printed();
    await act(world, tenant, admin, ({ db }) =>
      db.ticket.updateMany({
        where: { id: ticket?.id ?? "" },
        data: { holderName: "Someone Else", holderEmail: "else@example.com", number: 77 },
      }),
    );
    expect(await printed()).toEqual(before);
    const [code = ""] = before;
    expect(code).toMatch(/^U1:[A-Z2-7]{32}$/);
    for (const part of ["GUEST", ticket?.id.replaceAll("-", "").toUpperCase() ?? ""]) expect(code).not.toContain(part);
  });

  it("stands nowhere in the database, and neither does a link or the check letters' key", async () => {
    await makeTickets(world, tenant, event, 3);
    const codes = await printed();
    const tables = await owner.rows<{ name: string }>(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'pgboss')",
    );
    for (const { name } of tables) {
      const text = (await owner.rows<{ row: string }>(`SELECT t::text AS row FROM ${name} t`))
        .map(({ row }) => row)
        .join("\n");
      for (const code of codes) expect(text.includes(code.slice(3))).toBe(false);
    }
  });
});
