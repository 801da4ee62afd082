import type { EventInput } from "../events/schema";
import type { NewTicket } from "../tickets/schema";

const GIVEN = [
  "Amara",
  "Bilal",
  "Celia",
  "Dmitri",
  "Esra",
  "Farah",
  "Goran",
  "Hana",
  "Ines",
  "Jonas",
  "Kavya",
  "Liam",
  "Mina",
  "Noor",
  "Oskar",
  "Paz",
  "Rafi",
  "Sana",
  "Tomás",
  "Yuki",
];
const FAMILY = ["Abello", "Brandt", "Chowdhury", "Dizon", "Eriksen", "Farouk", "Garcia", "Hossain", "Ito", "Jansen"];

const DAY_MS = 86_400_000;

/** The demo's guests: made-up names, addresses under example.com (RFC 2606), the same every time. */
export function demoGuests(count: number): NewTicket[] {
  return Array.from({ length: count }, (_, index) => {
    const given = GIVEN[index % GIVEN.length];
    const family = FAMILY[Math.floor(index / GIVEN.length) % FAMILY.length];
    return { name: `${given} ${family}`, email: `guest-${index + 1}@example.com` };
  });
}

/** The demo's event: around now, for a week, with doors that are always open, so that a visitor can admit somebody at once. */
export function demoEvent(now: Date, timeZone: string): EventInput {
  return {
    name: "Lantern Night",
    venue: "Harbour Hall",
    timeZone,
    startsAt: new Date(now.getTime() - DAY_MS / 24),
    endsAt: new Date(now.getTime() + 7 * DAY_MS),
    capacity: 500,
    showTicketType: true,
  };
}
