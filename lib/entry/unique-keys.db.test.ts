import { beforeAll, describe, expect, it } from "vitest";
import { createAccount } from "@/lib/domain/accounts/commands";
import { copyEvent, createEvent, editEvent } from "@/lib/domain/events/commands";
import { addMember } from "@/lib/domain/members/commands/add-member";
import { inviteMember } from "@/lib/domain/members/commands/invite-member";
import { createTenant } from "@/lib/domain/tenants/commands";
import { type Populated, populate } from "@/lib/testing/populated";
import { act, inRole, type MadeEvent, makeEvent, operator, useWorld } from "@/lib/testing/world";
import { toAppError } from "./pipeline";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
let one: Populated;

beforeAll(async () => {
  one = await populate(world);
});

/** Does the same eight times at once; answers how many did it, and with which codes the others were refused. */
async function atOnce(work: (index: number) => Promise<unknown>): Promise<{ done: number; codes: string[] }> {
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => work(index)));
  const codes = outcomes.flatMap((outcome) =>
    outcome.status === "rejected" ? [toAppError(outcome.reason).code as string] : [],
  );
  return { done: outcomes.length - codes.length, codes: [...new Set(codes)] };
}

const asAdmin = <T>(work: Parameters<typeof act<T>>[3]) => act(world, one.tenant, admin, work);
const event = (slug?: string) => ({
  name: "The same",
  slug,
  timeZone: "UTC",
  startsAt: new Date("2027-01-01T20:00:00Z"),
  endsAt: new Date("2027-01-01T23:00:00Z"),
  capacity: 10,
  showTicketType: false,
});

describe("writers who meet at a unique key are told by the command's own code", () => {
  it("two accounts of one address", async () => {
    const account = { name: "Mia", email: "twice@example.com", password: "correct horse battery" };
    expect(await atOnce(() => createAccount(operator(world), account))).toEqual({ done: 1, codes: ["CONFLICT"] });
  });

  it("two organizations of one short name", async () => {
    const tenant = { slug: "the-same", name: "The same" };
    expect(await atOnce(() => createTenant(operator(world), tenant))).toEqual({ done: 1, codes: ["SLUG_TAKEN"] });
  });

  it("two events of one short name, made or edited to it", async () => {
    expect(await atOnce(() => asAdmin((ctx) => createEvent(ctx, event("chosen"))))).toEqual({
      done: 1,
      codes: ["SLUG_TAKEN"],
    });
    const made: MadeEvent[] = [];
    for (let index = 0; index < 8; index++) made.push(await makeEvent(world, one.tenant, { draft: true }));
    const edit = (index: number) => ({
      ...event("edited"),
      slug: "edited",
      reentry: false,
      eventId: made[index]?.id ?? "",
      revision: 1,
    });
    const edited = await atOnce((index) => asAdmin((ctx) => editEvent(ctx, edit(index))));
    expect(edited).toEqual({ done: 1, codes: ["SLUG_TAKEN"] });
  });

  it("two events of one name, whose short names were made for them", async () => {
    const named = await atOnce(() => asAdmin((ctx) => createEvent(ctx, event())));
    expect(named.done).toBeGreaterThan(0);
    expect(named.codes).toEqual(["CONFLICT"]);
    const copy = { eventId: one.event.id, name: "A copy", startsOn: "2027-02-01" };
    const copied = await atOnce(() => asAdmin((ctx) => copyEvent(ctx, copy)));
    expect(copied.done).toBeGreaterThan(0);
    expect(copied.codes).toEqual(["CONFLICT"]);
  });

  it("one person added twice, and one address invited twice", async () => {
    const { id: userId } = await createAccount(operator(world), {
      name: "Ben",
      email: "ben@example.com",
      password: "correct horse battery",
    });
    const added = await atOnce(() => asAdmin((ctx) => addMember(ctx, { userId, role: "STAFF_SCANNER" })));
    expect(added).toEqual({ done: 1, codes: ["CONFLICT"] });
    const guest = { name: "Ivy", email: "ivy@example.com", role: "STAFF_SCANNER" as const, maySearch: false };
    const invited = await atOnce(() => asAdmin((ctx) => inviteMember(ctx, guest)));
    expect(invited.done).toBeGreaterThan(0);
    expect(invited.codes).toEqual(["CONFLICT"]);
  });
});
