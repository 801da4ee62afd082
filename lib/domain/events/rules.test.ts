import { describe, expect, it, test } from "vitest";
import {
  assertMayGo,
  assertPartFits,
  changedFields,
  EDITABLE,
  EVENT_MOVES,
  type EventValues,
  laterTimes,
  MOST_PARTS,
  movedBy,
  placeBehind,
  savedText,
  slugFrom,
} from "./rules";
import { eventInput, orderTroubles } from "./schema";

const stored: EventValues = {
  name: "Lantern Night",
  venue: "Pier 4",
  slug: "lantern-night",
  timeZone: "Asia/Manila",
  startsAt: new Date("2026-11-21T11:00:27.431Z"),
  endsAt: new Date("2026-11-21T15:00:00Z"),
  doorsOpenAt: null,
  doorsCloseAt: null,
  capacity: 500,
  showTicketType: false,
  reentry: false,
};

describe("what an edit changes", () => {
  it("is nothing when every field shows what is stored, seconds that no field shows included", () => {
    expect(changedFields(stored, { ...stored, startsAt: new Date("2026-11-21T11:00:00Z") })).toEqual([]);
  });

  it("names the fields that differ, a cleared venue and a first door time among them", () => {
    const edit = { ...stored, name: "Lamp Night", venue: null, doorsOpenAt: new Date("2026-11-21T10:00:00Z") };
    expect(changedFields(stored, edit)).toEqual(["name", "venue", "doorsOpenAt"]);
  });

  it("is every moment when the same wall times come to be another zone's", () => {
    const edit = {
      ...stored,
      timeZone: "Asia/Dhaka",
      startsAt: new Date("2026-11-21T13:00:00Z"),
      endsAt: new Date("2026-11-21T17:00:00Z"),
    };
    expect(changedFields(stored, edit)).toEqual(["timeZone", "startsAt", "endsAt"]);
  });
});

describe("what somebody else saved meanwhile", () => {
  it("is said as the form would show it", () => {
    expect(savedText(stored.venue, stored.timeZone)).toBe("Saved now: “Pier 4”.");
    expect(savedText(stored.startsAt, stored.timeZone)).toBe("Saved now: Sat 21 Nov 2026, 19:00.");
    expect(savedText(stored.doorsOpenAt, stored.timeZone)).toBe("Saved now: nothing.");
    expect(savedText(stored.reentry, stored.timeZone)).toBe("Saved now: off.");
  });
});

describe("an event's states", () => {
  it("over or called off, only its names can be put right", () => {
    expect(EDITABLE.ended).toEqual(["name", "venue"]);
    expect(EDITABLE.cancelled).toEqual(["name", "venue"]);
    expect(EDITABLE.draft).toEqual(EDITABLE.published);
  });

  it("an ended one can be opened again, a cancelled one cannot", () => {
    expect(EVENT_MOVES.reopen).toEqual({ from: ["ended"], to: "published" });
    for (const { from } of Object.values(EVENT_MOVES)) expect(from).not.toContain("cancelled");
  });
});

describe("times some days later", () => {
  const shift = { timeZone: "Europe/Berlin", days: 7 };

  it("show the same on the clock though the clocks have changed in between", () => {
    const times = { startsAt: new Date("2026-10-20T17:00:00Z"), doorsCloseAt: null };
    expect(laterTimes(times, shift)).toEqual({ startsAt: new Date("2026-10-27T18:00:00Z"), doorsCloseAt: null });
  });

  it("over the very night of the change keep their wall-clock distance", () => {
    const night = { startsAt: new Date("2026-10-17T20:00:00Z"), endsAt: new Date("2026-10-18T02:00:00Z") };
    // 22:00 to 04:00 on the clock: seven hours that night.
    expect(laterTimes(night, shift)).toEqual({
      startsAt: new Date("2026-10-24T20:00:00Z"),
      endsAt: new Date("2026-10-25T03:00:00Z"),
    });
  });

  it("can come out of order where the clocks skip, which is seen", () => {
    const night = { startsAt: new Date("2027-03-21T01:30:00Z"), endsAt: new Date("2027-03-21T02:15:00Z") };
    expect(orderTroubles(night)).toEqual([]);
    expect(orderTroubles(laterTimes(night, shift)).map(({ field }) => field)).toEqual(["endsAt"]);
  });
});

test("doors that open when all is over are refused at their field, beside others", () => {
  const moment = (hour: number) => `2026-11-21T${hour}:00:00Z`;
  const event = { name: "A", timeZone: "UTC", startsAt: moment(12), endsAt: moment(14) };
  const parsed = eventInput.safeParse({ ...event, doorsOpenAt: moment(14), doorsCloseAt: moment(13) });
  expect(parsed.error?.issues.map(({ path, message }) => [path[0], message])).toEqual([
    ["doorsOpenAt", "Doors must open before the event ends."],
    ["doorsCloseAt", "Doors must close after they open."],
  ]);
});

describe("the parts of an event", () => {
  const parts = ["Stalls", "Balcony", "Box"].map((name, position) => ({ id: name.toLowerCase(), name, position }));

  it("have names of their own, whatever the case; a part may keep its own", () => {
    const refused = { code: "VALIDATION_FAILED", details: { fields: { name: expect.any(String) } } };
    expect(() => assertPartFits(parts, { name: "STALLS" })).toThrow(expect.objectContaining(refused));
    expect(() => assertPartFits(parts, { id: "stalls", name: "stalls" })).not.toThrow();
    const many = Array.from({ length: MOST_PARTS }, (_, n) => ({ id: `${n}`, name: `Gate ${n}` }));
    expect(() => assertPartFits(many, { name: "One more" })).toThrow(expect.objectContaining(refused));
  });

  it("go until one is left", () => {
    expect(() => assertMayGo(parts, "box")).not.toThrow();
    expect(() => assertMayGo(parts.slice(0, 1), "stalls")).toThrow(expect.objectContaining({ code: "LAST_ONE" }));
    expect(() => assertMayGo(parts, "gallery")).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  });

  it("move by one place and stay where the row ends", () => {
    expect(movedBy(parts, { id: "box", place: "up" })).toEqual(["stalls", "box", "balcony"]);
    expect(movedBy(parts, { id: "stalls", place: "down" })).toEqual(["balcony", "stalls", "box"]);
    expect(movedBy(parts, { id: "stalls", place: "up" })).toEqual(["stalls", "balcony", "box"]);
    expect(movedBy(parts, { id: "box", place: "down" })).toEqual(["stalls", "balcony", "box"]);
  });

  it("come behind the others, though some before them have gone", () => {
    expect(placeBehind([])).toBe(0);
    expect(placeBehind(parts.slice(2))).toBe(3);
  });
});

test("a short name keeps letters without accents", () => {
  expect(slugFrom("Café  Été — 2026!")).toBe("cafe-ete-2026");
  expect(slugFrom("夜市")).toBe("event");
});
