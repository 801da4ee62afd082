import { describe, expect, it } from "vitest";
import { decide, type GateFacts, windowEnd } from "./decide";
import { VERDICT_LOOK } from "./rules";
import { VERDICTS } from "./schema";

const now = new Date("2026-09-18T12:00:00Z");
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
type TicketFacts = NonNullable<GateFacts["ticket"]>;

function facts(
  changes: { ticket?: Partial<TicketFacts>; event?: Partial<GateFacts["event"]>; inside?: true } = {},
): GateFacts {
  return {
    ticket: {
      eventId: "e1",
      state: "valid",
      generation: 1,
      codeGeneration: 1,
      validFrom: null,
      validUntil: null,
      ...changes.ticket,
    },
    event: { id: "e1", status: "published", doorsOpenAt: null, doorsCloseAt: null, ...changes.event },
    memory: { firstCheckIn: changes.inside ? { at: now.toISOString(), device: "Phone", gate: null } : null },
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
        known = { ...known, memory: { firstCheckIn: null } };
      },
      () => changed({ validUntil: null }),
    ];
    const said: string[] = [decide(known, now)];
    for (const repair of repairs) {
      repair();
      said.push(decide(known, now));
    }
    expect(said).toEqual(VERDICTS.filter((verdict) => verdict !== "ADMITTED" && verdict !== "UNDONE"));
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
    return ticket && windowEnd(ticket, event);
  };

  it("is the earlier of the ticket's and the doors', and none where neither ends", () => {
    expect(endOf(minutes(3), minutes(5))).toEqual(minutes(3));
    expect(endOf(minutes(9), minutes(5))).toEqual(minutes(5));
    expect(endOf(minutes(9), null)).toEqual(minutes(9));
    expect(endOf(null, minutes(5))).toEqual(minutes(5));
    expect(endOf(null, null)).toBeNull();
  });
});

describe("the table of verdicts", () => {
  it("has a word, a sentence and a tone for each, and admits in one tone only", () => {
    expect(Object.keys(VERDICT_LOOK)).toEqual([...VERDICTS]);
    const words = Object.values(VERDICT_LOOK).map((look) => look.word);
    expect(new Set(words).size).toBe(words.length);
    expect(VERDICTS.filter((verdict) => VERDICT_LOOK[verdict].tone === "admitted")).toEqual(["ADMITTED"]);
    expect(VERDICTS.filter((verdict) => VERDICT_LOOK[verdict].tone === "ready")).toEqual(["READY"]);
  });
});
