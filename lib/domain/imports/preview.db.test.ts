import { describe, expect, it } from "vitest";
import { issueTickets } from "@/lib/domain/tickets/commands/issue-tickets";
import { revokeTicket } from "@/lib/domain/tickets/commands/revoke-ticket";
import { guestList, useImporter } from "@/lib/testing/imports";
import { useOwner } from "@/lib/testing/owner";
import { act, inRole, type MadeEvent, makeEvent, useWorld } from "@/lib/testing/world";
import { createTicketType } from "../ticket-types/commands";
import { commitImport } from "./commands/commit-import";
import { correctColumns } from "./commands/correct-columns";
import { discardImport } from "./commands/discard-import";
import { getRefusedFile } from "./queries";

const world = useWorld();
const owner = useOwner(world);
const desk = useImporter(world);
const { upload, commit, work, look, importList } = desk;

function ticketsOf(event: MadeEvent) {
  return act(world, desk.tenant, inRole("TENANT_ADMIN"), (ctx) =>
    ctx.db.ticket.findMany({
      where: { eventId: event.id },
      select: { id: true, number: true, holderName: true, holderEmail: true, reference: true },
      orderBy: { number: "asc" },
    }),
  );
}
const namesOf = async (event: MadeEvent) => (await ticketsOf(event)).map((ticket) => ticket.holderName);
const reasonsOf = (view: Awaited<ReturnType<typeof look>>) =>
  view.page.rows.map(({ line, reasons }) => [line, reasons]);

describe("a preview", () => {
  it("says what will become of every row, and issues nothing", async () => {
    const event = await makeEvent(world, desk.tenant, { capacity: 4 });
    await act(world, desk.tenant, desk.actor, (ctx) =>
      issueTickets(ctx, { eventId: event.id, tickets: [{ name: "Ana Reyes", email: "ana@example.com" }] }),
    );
    const view = await upload(
      event,
      "name,email\nana reyes,ANA@example.com\n,x@example.com\nBen,b@example.com\nBen,b@example.com\n" +
        "Cora,c@example.com\nDan,nowhere\nEva,e@example.com\nFay,f@example.com",
    );
    expect(view).toMatchObject({ state: "preview", rows: 8, counts: { issue: 3, refused: 5 }, progress: null });
    expect(reasonsOf(view)).toEqual([
      [2, [{ code: "ON_LIST", number: 1 }]],
      [3, [{ code: "MISSING_NAME" }]],
      [4, []],
      [5, [{ code: "DUPLICATE", number: 4 }]],
      [6, []],
      [7, [{ code: "BAD_EMAIL" }]],
      [8, []],
      [9, [{ code: "OVER_CAP" }]],
    ]);
    expect(view.reasons).toContainEqual({ code: "OVER_CAP", rows: 1 });
    expect(await ticketsOf(event)).toHaveLength(1);
    expect(await owner.rows("SELECT FROM import_rows WHERE import_id = $1", [view.importId])).toEqual([]);
  });

  it("is another once a column is corrected, and that can be done until it is committed", async () => {
    const event = await makeEvent(world, desk.tenant);
    await act(world, desk.tenant, inRole("TENANT_ADMIN"), (ctx) =>
      createTicketType(ctx, { eventId: event.id, name: "Balcony" }),
    );
    const { importId, columns } = await upload(
      event,
      "name,email,where\nAna,a@example.com,Balcony\nBen,b@example.com,Pit",
    );
    expect(columns).toEqual({ name: 0, lastName: null, email: 1, type: null, reference: null });
    const correct = () =>
      act(world, desk.tenant, desk.actor, (ctx) =>
        correctColumns(ctx, { eventId: event.id, importId, columns: { ...columns, type: 2 } }),
      );
    await correct();
    expect(reasonsOf(await look(event, importId))).toEqual([
      [2, []],
      [3, [{ code: "UNKNOWN_TYPE" }]],
    ]);
    await commit(event, importId);
    await expect(correct()).rejects.toMatchObject({ code: "WRONG_STATE" });
    await expect(
      act(world, desk.tenant, desk.actor, (ctx) => discardImport(ctx, { eventId: event.id, importId })),
    ).rejects.toMatchObject({ code: "WRONG_STATE" });
  });

  it("can be thrown away", async () => {
    const event = await makeEvent(world, desk.tenant);
    const { importId } = await upload(event, guestList(2));
    await act(world, desk.tenant, desk.actor, (ctx) => discardImport(ctx, { eventId: event.id, importId }));
    await expect(look(event, importId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("cannot be committed while nobody knows which column has the names", async () => {
    const event = await makeEvent(world, desk.tenant);
    const { importId } = await upload(event, "who,email\nAna,a@example.com");
    await expect(commit(event, importId)).rejects.toMatchObject({
      code: "VALIDATION_FAILED",
      details: { fields: { "columns.name": expect.any(String) } },
    });
    const columns = { name: 0, lastName: null, email: 1, type: null, reference: null };
    const { runId } = await act(world, desk.tenant, desk.actor, (ctx) =>
      commitImport(ctx, { eventId: event.id, importId, columns }),
    );
    await work(runId);
    expect(await namesOf(event)).toEqual(["Ana"]);
  });
});

describe("who has a ticket already", () => {
  const onList = (number: number) => [{ code: "ON_LIST", number }];

  it("is known by the line the ticket came from, though it was transferred since", async () => {
    const event = await makeEvent(world, desk.tenant);
    await importList(event, guestList(2));
    const [first] = await ticketsOf(event);
    await owner.rows("UPDATE tickets SET holder_name = 'New Holder', holder_email = 'new@example.com' WHERE id = $1", [
      first?.id,
    ]);
    expect(reasonsOf(await importList(event, guestList(2)))).toEqual([
      [2, onList(1)],
      [3, onList(2)],
    ]);
    expect(await namesOf(event)).toEqual(["New Holder", "Guest 2"]);
  });

  it("is who was issued one by hand, even if it was taken back", async () => {
    const event = await makeEvent(world, desk.tenant);
    await act(world, desk.tenant, desk.actor, async (ctx) => {
      const { tickets } = await issueTickets(ctx, {
        eventId: event.id,
        tickets: [
          { name: "Ana Reyes", email: "reyes@example.com" },
          { name: "Ref One", email: "ref@example.com", reference: "R1" },
          { name: "Cora Hand", email: "cora@example.com" },
        ],
      });
      await revokeTicket(ctx, { ticketId: tickets[0]?.id ?? "", reason: "Mistake" });
    });
    const text =
      "name,email,reference\nANA REYES,reyes@example.com,\nBen Reyes,reyes@example.com,\nCora Hand,cora@example.com,A9\n" +
      "Other,other@example.com,R1\nRef One,ref@example.com,R2\nRef One,ref@example.com,";
    expect(reasonsOf(await importList(event, text))).toEqual([
      [2, onList(1)],
      [4, onList(3)],
      [5, onList(2)],
      [7, [{ code: "DUPLICATE", number: 6 }]],
    ]);
    expect((await ticketsOf(event)).map(({ holderName, reference }) => [holderName, reference])).toEqual([
      ["Ana Reyes", null],
      ["Ref One", "R1"],
      ["Cora Hand", null],
      ["Ben Reyes", null],
      ["Ref One", "R2"],
    ]);
  });

  it("finds a guest's ticket among thousands of one address", async () => {
    const event = await makeEvent(world, desk.tenant, { capacity: 5000 });
    for (let from = 1; from < 2100; from += 500) {
      const tickets = Array.from({ length: 500 }, (_, n) => ({ name: `Box ${from + n}`, email: "box@example.com" }));
      await act(world, desk.tenant, desk.actor, (ctx) => issueTickets(ctx, { eventId: event.id, tickets }));
    }
    const { page } = await upload(
      event,
      "name,email\nBox 1,box@example.com\nBox 2300,box@example.com\nNew,box@example.com",
    );
    expect(page.rows.map(({ reasons }) => reasons)).toEqual([
      [{ code: "ON_LIST", number: 1 }],
      [{ code: "ON_LIST", number: 2300 }],
      [],
    ]);
  });

  it("is asked of this event alone", async () => {
    const [one, two] = [await makeEvent(world, desk.tenant), await makeEvent(world, desk.tenant)];
    await importList(one, guestList(2));
    expect(await importList(two, guestList(2))).toMatchObject({ counts: { issue: 2, refused: 0 } });
  });
});

describe("the refused rows", () => {
  it("come as a file that, corrected and uploaded again, issues exactly what was corrected", async () => {
    const event = await makeEvent(world, desk.tenant);
    const first = await importList(
      event,
      "\ufeffGuest;E-Mail;Note\r\nAna;a@example.com;=1+1\r\n-Ben;b at example;+63 917\r\nCora;;'x\r\nAna;a@example.com;y\r\n",
    );
    expect(first.counts).toEqual({ issue: 1, refused: 3 });
    const { fileName, text } = await act(world, desk.tenant, desk.actor, (ctx) =>
      getRefusedFile(ctx, { eventId: event.id, importId: first.importId }),
    );
    expect(fileName).toBe("guests-refused.csv");
    expect(text).toBe(
      "\ufeffline;reason;Guest;E-Mail;Note\r\n3;This is not an email address.;'-Ben;b at example;'+63 917\r\n" +
        "4;The email address is missing.;Cora;;'x\r\n5;The same guest as on line 2.;Ana;a@example.com;y\r\n",
    );
    const second = await importList(event, text.replace("b at example", "b@example.com"));
    expect(second.headers).toEqual(["Guest", "E-Mail", "Note"]);
    expect(reasonsOf(second)).toEqual([
      [3, [{ code: "MISSING_EMAIL" }]],
      [4, [{ code: "ON_LIST", number: 1 }]],
    ]);
    expect(await namesOf(event)).toEqual(["Ana", "-Ben"]);
    const again = await act(world, desk.tenant, desk.actor, (ctx) =>
      getRefusedFile(ctx, { eventId: event.id, importId: second.importId }),
    );
    expect(again.text).toBe(
      "\ufeffline;reason;Guest;E-Mail;Note\r\n3;The email address is missing.;Cora;;'x\r\n4;Has ticket 1 already.;Ana;a@example.com;y\r\n",
    );
  });
});
