import { describe, expect, it } from "vitest";
import { decide, type GateFacts, windowEnd } from "./decide";
import { VERDICT_LOOK } from "./rules";
import { VERDICTS } from "./schema";

const now = new Date("2026-09-18T12:00:00Z");
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
type TicketFacts = NonNullable<GateFacts["ticket"]>;

function facts(
  changes: {
    direction?: "out";
    ticket?: Partial<TicketFacts>;
    event?: Partial<GateFacts["event"]>;
    inside?: true;
    left?: true;
  } = {},
): GateFacts {
  const firstCheckIn = { at: now.toISOString(), device: "Phone", gate: null };
  return {
    direction: changes.direction ?? "in",
    ticket: {
      eventId: "e1",
      state: "valid",
      generation: 1,
      codeGeneration: 1,
      validFrom: null,
      validUntil: null,
      ...changes.ticket,
    },
    event: { id: "e1", status: "published", doorsOpenAt: null, doorsCloseAt: null, reentry: false, ...changes.event },
    memory: { firstCheckIn: changes.inside || changes.left ? firstCheckIn : null, hasLeft: changes.left ?? false },
  };
}

describe("the rule book", () => {
  it("calls a valid ticket of a published event ready", () => {
    expect(decide(facts(), now)).toBe("READY");
    expect(decide(facts({ event: { status: "ended" } }), now)).toBe("READY");
  });

  it.each([
    ["INVALID", { ...facts(), ticket: null }],
    ["WRONG_EVENT", facts({ ticket: { eventId: "e2" } })],
    ["EVENT_NOT_OPEN", facts({ event: { status: "draft" } })],
    ["EVENT_NOT_OPEN", facts({ event: { status: "cancelled" } })],
    ["REPLACED", facts({ ticket: { generation: 2 } })],
    ["REPLACED", facts({ ticket: { codeGeneration: 2 } })],
    ["REVOKED", facts({ ticket: { state: "revoked" } })],
    ["REFUNDED", facts({ ticket: { state: "refunded" } })],
    ["UNPAID", facts({ ticket: { state: "unpaid" } })],
    ["ALREADY_CHECKED_IN", facts({ inside: true })],
    ["OUTSIDE_WINDOW", facts({ event: { doorsOpenAt: minutes(1) } })],
    ["OUTSIDE_WINDOW", facts({ ticket: { validUntil: minutes(-1) } })],
  ] as const)("says %s", (verdict, known) => {
    expect(decide(known, now)).toBe(verdict);
  });

  it.each([
    ["READY", facts({ left: true, event: { reentry: true } })],
    ["ALREADY_CHECKED_IN", facts({ inside: true, event: { reentry: true } })],
    ["ALREADY_CHECKED_IN", facts({ left: true })],
    ["REVOKED", facts({ left: true, event: { reentry: true }, ticket: { state: "revoked" } })],
    ["OUTSIDE_WINDOW", facts({ left: true, event: { reentry: true, doorsCloseAt: minutes(0) } })],
  ] as const)("at a checkpoint that faces in says %s of one who was in before", (verdict, known) => {
    expect(decide(known, now)).toBe(verdict);
  });

  const out = { direction: "out", inside: true } as const;
  it.each([
    ["INVALID", { ...facts(out), ticket: null }],
    ["WRONG_EVENT", facts({ ...out, ticket: { eventId: "e2" } })],
    ["NOT_INSIDE", facts({ direction: "out" })],
    ["NOT_INSIDE", facts({ direction: "out", left: true, event: { reentry: true } })],
    ["NOT_INSIDE", facts({ direction: "out", ticket: { state: "revoked" } })],
    ["READY", facts(out)],
  ] as const)("at a checkpoint that faces out says %s", (verdict, known) => {
    expect(decide(known, now)).toBe(verdict);
  });

  it.each([
    ["a cancelled event", facts({ ...out, event: { status: "cancelled" } })],
    ["a newer code", facts({ ...out, ticket: { generation: 2 } })],
    ["a revoked ticket", facts({ ...out, ticket: { state: "revoked" } })],
    ["a refunded ticket", facts({ ...out, ticket: { state: "refunded" } })],
    ["an unpaid ticket", facts({ ...out, ticket: { state: "unpaid" } })],
    ["closed doors", facts({ ...out, event: { doorsCloseAt: minutes(-1) } })],
    ["a ticket of another hour", facts({ ...out, ticket: { validUntil: minutes(-1) } })],
  ] as const)("%s keeps nobody inside", (_what, known) => {
    expect(decide(known, now)).toBe("READY");
  });

  it("takes the first in the protocol's order of all that apply", () => {
    // Everything is wrong at once; each step puts right what was just said, and no more.
    let known: GateFacts = {
      ...facts({ event: { status: "draft" }, inside: true }),
      ticket: null,
    };
    let ticket: TicketFacts = {
      eventId: "e2",
      state: "revoked",
      generation: 2,
      codeGeneration: 1,
      validFrom: null,
      validUntil: minutes(-1),
    };
    const changed = (change: Partial<TicketFacts>) => {
      ticket = { ...ticket, ...change };
      known = { ...known, ticket };
    };
    const repairs: (() => void)[] = [
      () => changed({}),
      () => changed({ eventId: "e1" }),
      () => {
        known = { ...known, event: { ...known.event, status: "published" } };
      },
      () => changed({ codeGeneration: 2 }),
      () => changed({ state: "refunded" }),
      () => changed({ state: "unpaid" }),
      () => changed({ state: "valid" }),
      () => {
        known = { ...known, memory: { firstCheckIn: null, hasLeft: false } };
      },
      () => changed({ validUntil: null }),
    ];
    const said: string[] = [decide(known, now)];
    for (const repair of repairs) {
      repair();
      said.push(decide(known, now));
    }
    const elsewhere: readonly string[] = ["NOT_INSIDE", "ADMITTED", "CHECKED_OUT", "UNDONE"];
    expect(said).toEqual(VERDICTS.filter((verdict) => !elsewhere.includes(verdict)));
  });

  it.each([
    ["before its start", minutes(0.001), null, "OUTSIDE_WINDOW"],
    ["at its start", minutes(0), null, "READY"],
    ["just before its end", null, minutes(0.001), "READY"],
    ["at its end", null, minutes(0), "OUTSIDE_WINDOW"],
  ] as const)("a window is shut %s", (_when, from, until, verdict) => {
    expect(decide(facts({ event: { doorsOpenAt: from, doorsCloseAt: until } }), now)).toBe(verdict);
    expect(decide(facts({ ticket: { validFrom: from, validUntil: until } }), now)).toBe(verdict);
  });

  it("both windows must be open", () => {
    expect(
      decide(
        facts({ event: { doorsOpenAt: minutes(-5), doorsCloseAt: minutes(5) }, ticket: { validFrom: minutes(1) } }),
        now,
      ),
    ).toBe("OUTSIDE_WINDOW");
    expect(
      decide(
        facts({ event: { doorsCloseAt: minutes(-1) }, ticket: { validFrom: minutes(-5), validUntil: minutes(5) } }),
        now,
      ),
    ).toBe("OUTSIDE_WINDOW");
  });
});

describe("the end of the window", () => {
  const endOf = (validUntil: Date | null, doorsCloseAt: Date | null) => {
    const { ticket, event } = facts({ ticket: { validUntil }, event: { doorsCloseAt } });
    return ticket && windowEnd("in", ticket, event);
  };

  it("is the earlier of the ticket's and the doors', and none where neither ends", () => {
    expect(endOf(minutes(3), minutes(5))).toEqual(minutes(3));
    expect(endOf(minutes(9), minutes(5))).toEqual(minutes(5));
    expect(endOf(minutes(9), null)).toEqual(minutes(9));
    expect(endOf(null, minutes(5))).toEqual(minutes(5));
    expect(endOf(null, null)).toBeNull();
  });

  it("is no end for leaving", () => {
    const { ticket, event } = facts({ ticket: { validUntil: minutes(3) }, event: { doorsCloseAt: minutes(5) } });
    expect(ticket && windowEnd("out", ticket, event)).toBeNull();
  });
});

describe("the table of verdicts", () => {
  it("has a word, a sentence and a tone for each, and admits in one tone only", () => {
    expect(Object.keys(VERDICT_LOOK)).toEqual([...VERDICTS]);
    const words = Object.values(VERDICT_LOOK).map((look) => look.word);
    expect(new Set(words).size).toBe(words.length);
    expect(VERDICTS.filter((verdict) => VERDICT_LOOK[verdict].tone === "admitted")).toEqual(["ADMITTED"]);
    expect(VERDICTS.filter((verdict) => VERDICT_LOOK[verdict].tone === "ready")).toEqual(["READY"]);
    expect(VERDICTS.filter((verdict) => VERDICT_LOOK[verdict].tone === "checked-out")).toEqual(["CHECKED_OUT"]);
  });
});
