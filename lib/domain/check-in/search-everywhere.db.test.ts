import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx, CtxTenant } from "@/lib/core/ctx";
import { useOwner } from "@/lib/testing/owner";
import { act, inRole, type MadeEvent, makeEvent, makeTenant, useWorld } from "@/lib/testing/world";
import { issueTickets } from "../tickets/commands/issue-tickets";
import { transferTicket } from "../tickets/commands/transfer-ticket";
import { listTickets } from "../tickets/queries";
import { searchTerms, searchText } from "../tickets/rules";
import { searchAtGate } from "./queries";

const world = useWorld();
const owner = useOwner(world);
const admin = inRole("TENANT_ADMIN");
const as = <T>(tenant: CtxTenant, work: (ctx: Ctx) => Promise<T>) => act(world, tenant, admin, work);
let tenant: CtxTenant;
let event: MadeEvent;

const NAMES = [
  "José Ångström",
  "Jo Lim",
  "100% Real_Name",
  "Back\\Slash",
  "李明",
  "Ana-María d'Arc",
  "O’Neill 17",
  "Ğül",
  "x",
];
const CUTS = [
  "jos",
  "ang",
  "%",
  "_",
  "\\",
  "0%",
  "l_n",
  "明",
  "李明",
  "ana",
  "d'a",
  "’n",
  "17",
  "#3",
  "e",
  "ma ria",
  "zz",
  "an jo",
];
const issued: { id: string; number: number; search: string }[] = [];

const found = async (search: string) => ({
  gate: (await as(tenant, (ctx) => searchAtGate(ctx, { eventId: event.id, q: search }))).tickets.map(
    ({ number }) => number,
  ),
  desk: (await as(tenant, (ctx) => listTickets(ctx, { eventId: event.id, search }))).tickets.map(
    ({ number }) => number,
  ),
});

/** The rule itself, asked of every ticket. */
function matching(search: string): number[] {
  const terms = searchTerms(search);
  if (terms.length === 0) return [];
  const bears = (ticket: { number: number; search: string }) =>
    terms.every(({ text, number }) => ticket.search.includes(text) || ticket.number === number);
  return issued.filter(bears).map(({ number }) => number);
}

beforeAll(async () => {
  tenant = await makeTenant(world);
  event = await makeEvent(world, tenant);
  const tickets = NAMES.map((name, n) => ({ name, email: `guest${n}@example.com` }));
  const made = await as(tenant, (ctx) => issueTickets(ctx, { eventId: event.id, tickets }));
  made.tickets.forEach(({ id, number }, n) => {
    const { name = "", email = "" } = tickets[n] ?? {};
    issued.push({ id, number, search: searchText({ holderName: name, holderEmail: email }) });
  });
});

describe("a search", () => {
  it("finds what bears each of its words anywhere, at the gate and at the desk, whatever they are made of", async () => {
    const words = fc.oneof(
      fc.constantFrom(...CUTS),
      fc.constantFrom(...NAMES),
      fc.string({ maxLength: 4, unit: "binary" }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { minLength: 1, maxLength: 3 }), async (parts) => {
        const search = parts.join(" ");
        const { gate, desk } = await found(search);
        const all = searchTerms(search).length === 0 ? issued.map(({ number }) => number) : matching(search);
        expect(gate.sort((a, b) => a - b)).toEqual(matching(search));
        expect(desk.sort((a, b) => a - b)).toEqual(all);
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  it("finds a ticket by its new holder from the transfer on, and no more by the old one", async () => {
    const [ticket] = issued.splice(1, 1);
    const holder = { ticketId: ticket?.id ?? "", name: "Zoë Quux", email: "zoe@example.com" };
    await as(tenant, (ctx) => transferTicket(ctx, holder));
    issued.push({ id: holder.ticketId, number: ticket?.number ?? 0, search: "zoe quux zoe@example.com" });
    expect(await found("quux")).toEqual({ gate: [ticket?.number], desk: [ticket?.number] });
    expect(await found("jo lim")).toEqual({ gate: [], desk: [] });
  });
});

describe("the function that finds numbers past the policies", () => {
  const call = (ctx: Ctx, eventId: string, words: string[]) =>
    ctx.db.$queryRaw`SELECT find_ticket_numbers(${eventId}::uuid, ${words}::text[], 5) AS numbers`;

  it("answers another organization nothing, and nobody anything", async () => {
    expect(await as(tenant, (ctx) => call(ctx, event.id, ["guest2"]))).toEqual([{ numbers: [3] }]);
    expect(await as(await makeTenant(world), (ctx) => call(ctx, event.id, ["guest2"]))).toEqual([{ numbers: [] }]);
    const nobody = await world.db.tenantPool.query("SELECT find_ticket_numbers($1, '{guest2}', 5) AS numbers", [
      event.id,
    ]);
    expect(nobody.rows).toEqual([{ numbers: [] }]);
  });

  it("takes words for what they are and not for SQL", async () => {
    for (const word of ["'", "' OR true --", "%'", "\\'", "$1", "';DELETE FROM tickets;--", "%%", "%I"]) {
      const numbers = issued.filter(({ search }) => search.includes(word)).map(({ number }) => number);
      expect(await as(tenant, (ctx) => call(ctx, event.id, [word]))).toEqual([{ numbers }]);
    }
  });

  it("reads an index and not the event when a word is rare", async () => {
    const large = await makeEvent(world, tenant, { capacity: 100_000 });
    await owner.rows(
      `INSERT INTO tickets (tenant_id, id, event_id, ticket_type_id, number, holder_name, holder_email, issued_at, search)
       SELECT $1, gen_random_uuid(), $2, $3, n, 'Guest', 'guest@example.com', now(), 'guest ' || md5(n::text) || ' guest@example.com'
       FROM generate_series(1, 20000) n`,
      [tenant.id, large.id, large.ticketTypeId],
    );
    await owner.rows("ANALYZE tickets");
    const [rare] = await owner.rows<{ word: string }>("SELECT substr(md5('777'), 3, 6) AS word");
    const used = await as(tenant, async (ctx) => {
      const searches = () =>
        ctx.db.$queryRaw<{ searches: number }[]>`
          SELECT pg_stat_get_xact_numscans('tickets_search_trigrams'::regclass)::int AS searches`;
      const [before] = await searches();
      const numbers = await call(ctx, large.id, [rare?.word ?? ""]);
      const [after] = await searches();
      return { numbers, searches: (after?.searches ?? 0) - (before?.searches ?? 0) };
    });
    expect(used).toEqual({ numbers: [{ numbers: [777] }], searches: 1 });
  });
});
