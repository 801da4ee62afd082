import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const login = z.object({ email: z.string(), password: z.string() });
const ticket = z.object({ number: z.number(), code: z.string(), link: z.string(), typed: z.string() });

const worldFile = z.object({
  origin: z.string(),
  /** The run's own directory: mails, logs, sign-ins, and what must stay secret. */
  directory: z.string(),
  dataDirectory: z.string(),
  logFile: z.string(),
  database: z.object({
    url: z.string(),
    settings: z.record(z.string(), z.string()),
    adminUrl: z.string(),
    logFile: z.string(),
    passwords: z.array(z.string()),
  }),
  keys: z.string(),
  /** Of the demo organization, which the start made. `event` has the demo's 200 tickets. */
  demo: z.object({
    organization: z.string(),
    organizer: login,
    gateStaff: login,
    apiKey: z.string(),
    event: z.object({ id: z.string(), name: z.string() }),
    tickets: z.array(ticket),
  }),
  /** A second published event of the demo organization, with one ticket in each state a holder can find theirs in. */
  matinee: z.object({
    id: z.string(),
    name: z.string(),
    tickets: z.object({
      valid: ticket,
      used: ticket,
      replaced: ticket,
      revoked: ticket,
      refunded: ticket,
      unpaid: ticket,
    }),
  }),
  /** A published event of the demo organization with sixty tickets, more than a page, for the organizer's desk. */
  desk: z.object({ id: z.string(), name: z.string(), tickets: z.array(ticket), ticketIds: z.array(z.string()) }),
  /** A third one, with re-entry: checkpoints "Entry" and "Exit", and thirty tickets. */
  garden: z.object({ id: z.string(), name: z.string(), tickets: z.array(ticket) }),
  cancelled: z.object({ id: z.string(), ticket }),
  draft: z.object({ id: z.string() }),
  /** An event with lists of guests: one that was uploaded and one that was committed, each with a row to refuse. */
  listed: z.object({ id: z.string(), previewId: z.string(), committedId: z.string() }),
  /** Another organization with an administrator, an event and a ticket of its own. */
  elsewhere: z.object({
    organization: z.string(),
    admin: login,
    event: z.object({ id: z.string(), name: z.string() }),
    ticket,
    messageId: z.string(),
  }),
  /** Links of open invitations to the demo organization: to an address without an account, and to the administrator of `elsewhere`. */
  invitations: z.object({ newcomer: z.string(), known: z.string() }),
  /** An organization without anything. The same administrator, who therefore has two. */
  quiet: z.object({ organization: z.string() }),
});

export type World = z.infer<typeof worldFile>;
export type WorldTicket = z.infer<typeof ticket>;
export type Login = z.infer<typeof login>;

export const ROLES = ["organizer", "gateStaff", "elsewhere"] as const;
export type Role = (typeof ROLES)[number];

/** Where the signed-in cookies of a role are kept for the browsers of the run. */
export function signInFile(directory: string, role: Role): string {
  return path.join(directory, `${role}.cookies.json`);
}

/** The directory of this run, which the global set-up made. */
export function runDirectory(): string {
  const directory = process.env.USHER_BROWSER_RUN;
  if (!directory) throw new Error("The global set-up has not run.");
  return directory;
}

/** What the global set-up made for this run. */
export function loadWorld(): World {
  return worldFile.parse(JSON.parse(readFileSync(path.join(runDirectory(), "world.json"), "utf8")));
}

/** A ticket of the demo's event by its number. Each spec takes numbers of its own, so that none uses another's ticket. */
export function demoTicket(world: World, number: number): WorldTicket {
  return ticketOf(world.demo.tickets, number);
}

/** A ticket of the event with re-entry by its number, one to thirty; each spec takes its own here too. */
export function gardenTicket(world: World, number: number): WorldTicket {
  return ticketOf(world.garden.tickets, number);
}

function ticketOf(tickets: readonly WorldTicket[], number: number): WorldTicket {
  const found = tickets.find((one) => one.number === number);
  if (!found) throw new Error(`There is no ticket ${number}.`);
  return found;
}
