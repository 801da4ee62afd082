import { demoGuests } from "@/lib/domain/demo/rules";

export type Guest = { name: string; email: string };

/** Guests with accents and commas in their names, some of whom share an address with somebody of their family. */
export function makeGuests(count: number): Guest[] {
  return demoGuests(count).map(({ name, email }, index) => {
    const family = index % 25 === 24 ? `guest-${index}@example.com` : email;
    return { name: index % 40 === 7 ? `${name}, Jr. “Söñá”` : `${name} ${index + 1}`, email: family };
  });
}

/** What a list that people keep by hand has in it besides guests: each of these is refused, and for this reason. */
const UGLY: readonly [line: (guests: readonly Guest[]) => string, reason: string][] = [
  [() => ";nobody@example.com;;", "MISSING_NAME"],
  [() => '"  ";blank@example.com;;', "MISSING_NAME"],
  [() => "Without Address;;;", "MISSING_EMAIL"],
  [() => "Says Later;;;", "MISSING_EMAIL"],
  [() => "At Sign;at example.com;;", "BAD_EMAIL"],
  [() => "Two Addresses;one@example.com two@example.com;;", "BAD_EMAIL"],
  [(guests) => csvLine(guests[3]), "DUPLICATE"],
  [(guests) => csvLine(guests[7]), "DUPLICATE"],
  [(guests) => csvLine({ name: guests[11]?.name ?? "", email: (guests[11]?.email ?? "").toUpperCase() }), "DUPLICATE"],
  [() => "Wants More;more@example.com;Backstage;", "UNKNOWN_TYPE"],
  [() => "Wants Most;most@example.com;VIP+;", "UNKNOWN_TYPE"],
  [() => `${"Very ".repeat(30)}Long;long@example.com;;`, "NAME_TOO_LONG"],
];

/** The reasons for which the list's ugly rows are refused, sorted. */
export const UGLY_REASONS = UGLY.map(([, reason]) => reason).sort();

/** The list as a spreadsheet saves it: a byte order mark, semicolons, quotes where they are needed, and the ugly rows in between. */
export function guestList(guests: readonly Guest[]): string {
  const lines = guests.map(csvLine);
  const step = Math.floor(lines.length / UGLY.length);
  // From the back, so that what is put in does not move the places of the rest; behind the guests that some repeat.
  for (const [index, [line]] of [...UGLY.entries()].reverse()) lines.splice((index + 1) * step, 0, line(guests));
  return `\uFEFFName;E-mail;Ticket type;Reference\r\n${lines.join("\r\n")}\r\n`;
}

function csvLine(guest: Guest | undefined): string {
  const { name, email } = guest ?? { name: "", email: "" };
  return `${/[;",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name};${email};;`;
}
