import { describe, expect, it } from "vitest";
import { attendeeCells, exportFileName, HEADINGS, scanCells, zonedTime } from "./rules";

describe("a time", () => {
  it("has the offset of its zone at that moment, summer and winter", () => {
    expect(zonedTime(new Date("2026-07-01T18:00:00Z"), "Europe/Berlin")).toBe("2026-07-01T20:00:00+02:00");
    expect(zonedTime(new Date("2026-12-01T18:00:00.250Z"), "Europe/Berlin")).toBe("2026-12-01T19:00:00.250+01:00");
    expect(zonedTime(null, "Europe/Berlin")).toBeNull();
  });
});

describe("a file's name", () => {
  it.each([
    ["lantern-night", "attendees-lantern-night.csv"],
    ['a"; filename="evil.exe\r\nSet-Cookie: a=b', "attendees-a-filename-evil-exe-set-cookie-a-b.csv"],
    ["../../etc/passwd", "attendees-etc-passwd.csv"],
    ["夜", "attendees.csv"],
  ])("of %j is safe everywhere", (slug, name) => {
    expect(exportFileName("attendees", slug)).toBe(name);
  });
});

const guest = {
  number: 7,
  name: "Ana",
  email: "ana@example.com",
  type: "Admission",
  reference: null,
  state: "valid" as const,
  generation: 1,
  issuedAt: new Date("2026-09-01T00:00:00Z"),
  openedAt: null,
  checkedInAt: null,
  leftAt: null,
  lastInAt: null,
  gate: null,
  device: null,
};

describe("lines", () => {
  it("have a cell under each heading", () => {
    expect(attendeeCells(guest, "UTC")).toHaveLength(HEADINGS.attendees.length);
    const scan = {
      id: "1",
      at: new Date(),
      verdict: "ADMITTED",
      direction: "in",
      number: 7,
      name: "Ana",
      gate: null,
      checkpoint: null,
      device: "Phone",
      method: "camera",
      reason: null,
    };
    expect(scanCells(scan, "Mia", "UTC")).toHaveLength(HEADINGS.scans.length);
  });

  it("of who left say when they were last let in", () => {
    const left = { ...guest, leftAt: new Date("2026-09-18T14:00:00Z"), lastInAt: new Date("2026-09-18T12:00:00Z") };
    const cells = attendeeCells(left, "Asia/Manila");
    expect(cells[HEADINGS.attendees.indexOf("Standing")]).toBe("Gone out");
    expect(cells[HEADINGS.attendees.indexOf("Checked in at")]).toBe("2026-09-18T20:00:00+08:00");
    expect(cells[HEADINGS.attendees.indexOf("Left at")]).toBe("2026-09-18T22:00:00+08:00");
  });
});
