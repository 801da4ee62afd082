import { expect, test } from "vitest";
import { DATE_RANGE_TEXT } from "@/lib/core/time";
import { eventFields, eventForm } from "./event-form-input";

const good = {
  name: "Riverside Jazz Night",
  venue: "",
  timeZone: "Asia/Manila",
  startsAt: "2026-11-21T19:00",
  endsAt: "2026-11-21T23:00",
  doorsOpenAt: "",
  doorsCloseAt: "",
  capacity: "500",
};

function troubles(change: Partial<typeof good>): Record<string, string> {
  const parsed = eventForm.safeParse({ ...good, ...change });
  return Object.fromEntries(parsed.error?.issues.map((issue) => [issue.path.join("."), issue.message]) ?? []);
}

test("wall times of the zone become moments; empty doors stay open", () => {
  const event = eventForm.parse({ ...good, doorsOpenAt: "2026-11-21T18:00" });
  expect(event.startsAt.toISOString()).toBe("2026-11-21T11:00:00.000Z");
  expect(event.doorsOpenAt?.toISOString()).toBe("2026-11-21T10:00:00.000Z");
  expect(event.doorsCloseAt).toBeUndefined();
  expect(event.venue).toBeUndefined();
});

test("a time that the clocks skip is refused in its own field, beside the other mistakes", () => {
  const found = troubles({
    name: " ",
    timeZone: "America/New_York",
    startsAt: "2027-03-14T02:30",
    endsAt: "2027-03-14T05:00",
  });
  expect(found).toEqual({
    name: "Give the event a name.",
    startsAt: "Clocks on New York time go forward that night and skip 02:30. Choose another time.",
  });
});

test.each([
  ["9999-12-31T23:59", "America/New_York"],
  ["2200-01-03T00:00", "UTC"],
  ["1999-12-30T12:00", "UTC"],
  ["0000-01-01T00:00", "Asia/Manila"],
  ["12026-11-21T19:00", "UTC"],
])("a start at %s in %s is out of the years that are kept, and that is said at the field", (startsAt, timeZone) => {
  const endsAt = startsAt.replace(/T.*/, "T23:59");
  expect(troubles({ startsAt, endsAt, timeZone })).toMatchObject({ startsAt: DATE_RANGE_TEXT });
});

test("all of 2000 and all of 2199 can be typed in every zone", () => {
  for (const timeZone of ["Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu"])
    expect(troubles({ startsAt: "2000-01-01T00:00", endsAt: "2199-12-31T23:59", timeZone })).toEqual({});
});

test("empty required fields each get their own sentence", () => {
  expect(troubles({ name: "", startsAt: "", endsAt: "", capacity: "" })).toEqual({
    name: "Give the event a name.",
    startsAt: "Enter a date and time.",
    endsAt: "Enter a date and time.",
    capacity: "Enter a number.",
  });
});

test("half a door time is refused, not dropped", () => {
  expect(troubles({ doorsOpenAt: "2026-11-21" })).toEqual({ doorsOpenAt: "Enter a date and time." });
});

test("an unknown zone is the zone's mistake", () => {
  expect(troubles({ timeZone: "Mars/Olympus" }).timeZone).toBe("Choose a time zone from the list.");
});

test("an event that ends before it starts is refused at its end", () => {
  expect(troubles({ endsAt: "2026-11-21T18:00" })).toEqual({ endsAt: "It must end after it starts." });
});

test("a form gives every field, and nothing else", () => {
  const form = new FormData();
  form.set("name", "A");
  form.set("$ACTION_ID", "x");
  expect(eventFields(form)).toEqual({
    name: "A",
    venue: "",
    timeZone: "",
    capacity: "",
    startsAt: "",
    endsAt: "",
    doorsOpenAt: "",
    doorsCloseAt: "",
  });
});
