import { describe, expect, it } from "vitest";
import { filterOf, queryOf, readAsked } from "./asked";

const ZONE = "Asia/Manila";
const id = "019a9f3a-1111-7000-8000-000000000001";
const nothing = { who: "", area: "", event: "", from: "", to: "" };

describe("what an address asks of the trail", () => {
  it("is whole days of the organization's zone, the last one included", () => {
    const asked = readAsked({ from: "2026-11-20", to: "2026-11-21", area: "team", who: id, event: id }, ZONE);
    expect(filterOf(asked, ZONE)).toEqual({
      actorId: id,
      area: "team",
      eventId: id,
      from: new Date("2026-11-19T16:00:00Z"),
      until: new Date("2026-11-21T16:00:00Z"),
    });
  });

  it("is nothing where it is not in form, and never an error", () => {
    const wild = { who: "me", area: "constructor", event: ["a", "b"], from: "yesterday", to: "2026-02-30" };
    expect(readAsked(wild, ZONE)).toEqual(nothing);
    expect(filterOf(nothing, ZONE)).toEqual({});
  });

  it("goes on to the next page", () => {
    expect(queryOf({ ...nothing, area: "team" }, "1_x")).toBe("?area=team&cursor=1_x");
    expect(queryOf(nothing)).toBe("");
  });
});
