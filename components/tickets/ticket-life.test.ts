import { describe, expect, it } from "vitest";
import { LIFE_PAGE, type LifeSources, lifeStart, ticketLife } from "./ticket-life";

const at = (minute: number) => new Date(Date.UTC(2026, 8, 18, 12, minute));
const ticket: LifeSources["ticket"] = {
  id: "t",
  eventId: "e",
  number: 17,
  holderName: "Ana",
  holderEmail: "ana@example.com",
  reference: null,
  type: "Standard",
  standing: "used",
  issuedAt: at(0),
  openedAt: null,
  checkedInAt: at(9),
  leftAt: null,
  revokedAt: null,
  revokeReason: null,
  importedFrom: null,
};
const message = (id: string, minute: number): LifeSources["messages"][number] => ({
  id,
  template: "ticket",
  recipient: "ana@example.com",
  state: "sent",
  attempts: 1,
  failure: null,
  mayHaveArrived: false,
  createdAt: at(minute),
  nextTryAt: null,
  sentAt: at(minute),
  ticketId: "t",
  generation: 1,
  invitationId: null,
  ticket: null,
});
const scan = (id: string, minute: number, verdict: LifeSources["scans"][number]["verdict"]) => ({
  id,
  at: at(minute),
  verdict,
  reason: null,
  deviceLabel: "North phone",
  gate: "Main",
  checkpoint: "Entry",
  actorKind: "person",
  actorId: "mia",
});
const done = (id: string, minute: number, action: string, actorId = "mia") => ({
  id,
  at: at(minute),
  actorKind: "person",
  actorId,
  action,
});
const names = new Map([["mia", "Mia Member"]]);
const sources = (change: Partial<LifeSources>): LifeSources => ({
  ticket,
  audit: [],
  messages: [],
  scans: [],
  names,
  ...change,
});
const titles = (change: Partial<LifeSources>) => ticketLife(sources(change)).entries.map(({ title }) => title);

describe("a ticket's life", () => {
  it("is told in its order, and of one moment the cause before what followed", () => {
    expect(
      titles({
        ticket: { ...ticket, openedAt: at(3) },
        audit: [done("a", 0, "tickets.issue"), done("b", 5, "tickets.reissue")],
        messages: [message("m1", 0), message("m2", 5)],
        scans: [
          scan("s1", 6, "REPLACED"),
          scan("s2", 7, "ADMITTED"),
          scan("s3", 8, "UNDONE"),
          scan("s4", 9, "CHECKED_OUT"),
        ],
      }),
    ).toEqual([
      "Issued",
      "Email to ana@example.com",
      "Opened by its holder",
      "Reissued with a new code",
      "Email to ana@example.com",
      "Refused: replaced",
      "Admitted",
      "Admission undone",
      "Went out",
    ]);
  });

  it("says who, where and on which device", () => {
    const { entries } = ticketLife(
      sources({ audit: [done("a", 0, "tickets.issue", "gone")], scans: [scan("s", 7, "ADMITTED")] }),
    );
    expect(entries.map(({ by, details }) => [by, details])).toEqual([
      ["a former colleague", []],
      ["Mia Member", ["Main, Entry, on North phone"]],
    ]);
  });

  it("says from which list it came, and why it was revoked the last time", () => {
    const { entries } = ticketLife(
      sources({
        ticket: { ...ticket, importedFrom: { fileName: "guests.csv", line: 12 }, revokeReason: "Chargeback" },
        audit: [
          done("a", 0, "tickets.issue"),
          done("b", 1, "tickets.revoke"),
          done("c", 2, "tickets.restore"),
          done("d", 3, "tickets.revoke"),
        ],
      }),
    );
    expect(entries.map(({ details }) => details)).toEqual([["From guests.csv, line 12"], [], [], ["“Chargeback”"]]);
  });

  it("tells an undone admission once, by its scan", () => {
    expect(titles({ audit: [done("a", 8, "check-ins.undo")], scans: [scan("s", 8, "UNDONE")] })).toEqual([
      "Admission undone",
    ]);
  });

  it("that is long goes on from its cursor, without a gap or a repetition, also within one moment", () => {
    const scans = Array.from({ length: LIFE_PAGE + 30 }, (_, n) =>
      scan(`s${String(n).padStart(3, "0")}`, 5, "REPLACED"),
    );
    const first = ticketLife(sources({ scans }));
    expect(first.entries).toHaveLength(LIFE_PAGE);
    expect(lifeStart(first.next ?? "")).toEqual(at(5));
    const second = ticketLife(sources({ scans }), first.next ?? "");
    expect(second.next).toBeNull();
    expect(new Set([...first.entries, ...second.entries].map(({ key }) => key)).size).toBe(LIFE_PAGE + 30);
  });

  it("begins at the beginning for a cursor that is none", () => {
    expect([lifeStart(undefined), lifeStart("nonsense"), lifeStart("~")]).toEqual([undefined, undefined, undefined]);
    expect([lifeStart("-200000-01-01T00:00:00Z~1"), lifeStart("+020000-01-01T00:00:00Z~1")]).toEqual([
      undefined,
      undefined,
    ]);
  });
});
