import { describe, expect, it } from "vitest";
import { actionText, fieldText, subjectText } from "./audit-words";

describe("an entry in words", () => {
  it("says what was done, and of what has no words yet its code", () => {
    expect(actionText("tickets.revoke")).toBe("Revoked a ticket");
    expect(actionText("seats.swap")).toBe("seats.swap");
    expect(actionText("constructor")).toBe("constructor");
  });

  it("names its subject where there is a name, else what it is", () => {
    const names = new Map([["1", "Ticket 17"]]);
    expect(subjectText({ kind: "ticket", id: "1" }, names)).toBe("Ticket 17");
    expect(subjectText({ kind: "ticket", id: "2" }, names)).toBe("A ticket");
    expect(subjectText({ kind: "seat", id: null }, names)).toBe("seat");
  });

  it("says a field's name as people do", () => {
    expect(fieldText("holderName")).toBe("holder name");
    expect(fieldText("gate.search")).toBe("search by name");
    expect(fieldText("role")).toBe("role");
  });
});
