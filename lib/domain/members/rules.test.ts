import { describe, expect, it } from "vitest";
import { person } from "@/lib/testing/world";
import { isOpen, mayGiveRole, parseInvitationSecret, workOfRole } from "./rules";

const now = new Date("2026-09-18T12:00:00Z");
const open = { acceptedAt: null, withdrawnAt: null, expiresAt: new Date(now.getTime() + 1) };

describe("an invitation", () => {
  it("is open until it is accepted, withdrawn or its time is over", () => {
    expect(isOpen(open, now)).toBe(true);
    expect(isOpen({ ...open, acceptedAt: now }, now)).toBe(false);
    expect(isOpen({ ...open, withdrawnAt: now }, now)).toBe(false);
    expect(isOpen({ ...open, expiresAt: now }, now)).toBe(false);
  });

  it("has a secret of 32 letters, in any case of them", () => {
    expect(parseInvitationSecret("abcdefghijklmnopqrstuvwxyz234567")).toBe("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    for (const text of ["", "A".repeat(31), "A".repeat(33), `${"A".repeat(31)}1`, ` ${"A".repeat(31)}`]) {
      expect(parseInvitationSecret(text)).toBeNull();
    }
  });
});

describe("giving a role", () => {
  it("takes holding all that it permits, for the whole organization", () => {
    expect(mayGiveRole(person(["*"]), "TENANT_ADMIN")).toBe(true);
    expect(mayGiveRole(person(["members.*", "gate.*"]), "TENANT_ADMIN")).toBe(false);
    expect(mayGiveRole(person(["gate.*"]), "STAFF_SCANNER")).toBe(true);
    expect(mayGiveRole(person(["gate.scan"]), "STAFF_SCANNER")).toBe(false);
    expect(mayGiveRole(person([{ permission: "*", eventId: "one" }]), "STAFF_SCANNER")).toBe(false);
    expect(mayGiveRole({ kind: "public" }, "STAFF_SCANNER")).toBe(false);
  });
});

it("a role of the organization's own has no words", () => {
  expect(workOfRole("constructor")).toBe("");
});
