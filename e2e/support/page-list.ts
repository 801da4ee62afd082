import { expect, type Page } from "@playwright/test";
import { gatePage, openGate } from "./gate-page";
import type { Role, World } from "./world";

/** One page in one state: where it is, who looks at it, and what shows that it is there. */
export type ShownPage = {
  name: string;
  /** The route's folder under app, which the check of completeness compares with the real ones. */
  route: string;
  as: Role | null;
  path: (world: World) => string;
  heading: string | RegExp | ((world: World) => string);
  /** What to do before it is looked at. */
  reach?: (page: Page, world: World) => Promise<void>;
  /** Statuses other than 200. */
  status?: number;
};

const demo = ({ demo: { organization } }: World) => `/o/${organization}`;
const EVENT = "o/[organization]/events/[eventId]";

const ticketPages: ShownPage[] = (["valid", "used", "replaced", "revoked", "refunded", "unpaid"] as const).map(
  (state) => ({
    name: `ticket, ${state}`,
    route: "t/[link]",
    as: null,
    path: ({ matinee }) => `/t/${matinee.tickets[state].link}`,
    heading: ({ matinee }) => matinee.name,
  }),
);

const gatePath = ({ demo: { organization, event } }: World) => `/gate/${organization}?event=${event.id}`;
const start = (page: Page, { demo: { organization, event } }: World) =>
  openGate(page, { organization, eventId: event.id });

/** Every page, in every state worth a look of its own. */
export const PAGES: readonly ShownPage[] = [
  { name: "landing", route: "", as: null, path: () => "/", heading: "Every ticket opens the door once." },
  { name: "sign-in", route: "sign-in", as: null, path: () => "/sign-in", heading: "Sign in" },
  {
    name: "sign-in, refused",
    route: "sign-in",
    as: null,
    path: () => "/sign-in",
    heading: "Sign in",
    reach: async (page) => {
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByText("Enter your email and your password.")).toBeVisible();
    },
  },
  {
    name: "suspended",
    route: "suspended",
    as: "organizer",
    path: () => "/suspended",
    heading: "This organization is suspended",
  },
  { name: "organizations", route: "o", as: "elsewhere", path: () => "/o", heading: /./ },
  { name: "events", route: "o/[organization]/(events)", as: "organizer", path: demo, heading: "Events" },
  {
    name: "events, none",
    route: "o/[organization]/(events)",
    as: "elsewhere",
    path: () => "/o/quiet",
    heading: "Events",
  },
  {
    name: "new event",
    route: "o/[organization]/events/new",
    as: "organizer",
    path: (world) => `${demo(world)}/events/new`,
    heading: "New event",
  },
  {
    name: "new event, refused",
    route: "o/[organization]/events/new",
    as: "organizer",
    path: (world) => `${demo(world)}/events/new`,
    heading: "New event",
    reach: async (page) => {
      await page.getByRole("button", { name: "Create event" }).click();
      await expect(page.getByText("Give the event a name.").first()).toBeVisible();
    },
  },
  {
    name: "event",
    route: EVENT,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.demo.event.id}`,
    heading: "Lantern Night",
  },
  {
    name: "event, all states",
    route: EVENT,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.matinee.id}`,
    heading: "Harbour Matinee",
  },
  {
    name: "event, draft",
    route: EVENT,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.draft.id}`,
    heading: "Rehearsal",
  },
  {
    name: "event, asked to publish",
    route: EVENT,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.draft.id}`,
    heading: "Publish Rehearsal?",
    reach: (page) => page.getByRole("button", { name: "Publish" }).click(),
  },
  {
    name: "event, several tickets",
    route: EVENT,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.draft.id}`,
    heading: "Rehearsal",
    reach: (page) => page.getByRole("tab", { name: "Several" }).click(),
  },
  {
    name: "event, cancelled",
    route: EVENT,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.cancelled.id}`,
    heading: "Storm Concert",
  },
  {
    name: "event, not there",
    route: EVENT,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.elsewhere.event.id}`,
    heading: /./,
    status: 404,
  },
  {
    name: "outbox",
    route: "o/[organization]/outbox/(list)",
    as: "organizer",
    path: (world) => `${demo(world)}/outbox`,
    heading: "Outbox",
  },
  {
    name: "outbox, empty",
    route: "o/[organization]/outbox/(list)",
    as: "elsewhere",
    path: () => "/o/quiet/outbox",
    heading: "Outbox",
  },
  {
    name: "message",
    route: "o/[organization]/outbox/[messageId]",
    as: "elsewhere",
    path: ({ elsewhere }) => `/o/${elsewhere.organization}/outbox/${elsewhere.messageId}`,
    heading: /Elsewhere Night/,
  },
  ...ticketPages,
  {
    name: "ticket, cancelled",
    route: "t/[link]",
    as: null,
    path: ({ cancelled }) => `/t/${cancelled.ticket.link}`,
    heading: "Storm Concert",
  },
  {
    name: "ticket, unknown",
    route: "t/[link]",
    as: null,
    path: () => `/t/${"A".repeat(32)}`,
    heading: "There is no ticket here",
    status: 404,
  },
  { name: "gate, set-up", route: "gate/[organization]", as: "gateStaff", path: gatePath, heading: "Gate" },
  {
    name: "gate, nothing to scan for",
    route: "gate/[organization]",
    as: "elsewhere",
    path: () => "/gate/quiet",
    heading: "No event to scan for",
  },
  {
    name: "gate, scanning",
    route: "gate/[organization]",
    as: "gateStaff",
    path: gatePath,
    heading: /./,
    reach: async (page, world) => void (await start(page, world)),
  },
  {
    name: "gate, typing",
    route: "gate/[organization]",
    as: "gateStaff",
    path: gatePath,
    heading: "Type a number",
    reach: async (page, world) => (await start(page, world)).button("Type a number").click(),
  },
  { ...gateVerdict("gate, ready", (world) => world.matinee.tickets.valid.typed, "ready"), heading: "Ready" },
  {
    ...gateVerdict("gate, already inside", (world) => world.matinee.tickets.used.typed, "verdict"),
    heading: "Already inside",
  },
  { ...gateVerdict("gate, revoked", (world) => world.matinee.tickets.revoked.typed, "verdict"), heading: "Revoked" },
];

function gateVerdict(name: string, typed: (world: World) => string, step: string): Omit<ShownPage, "heading"> {
  return {
    name,
    route: "gate/[organization]",
    as: "organizer",
    path: ({ demo: { organization }, matinee }) => `/gate/${organization}?event=${matinee.id}`,
    reach: async (page, { demo: { organization }, matinee, ...world }) => {
      const gate = await openGate(page, { organization, eventId: matinee.id });
      await gate.type(typed({ demo: { organization }, matinee, ...world } as World));
      await gatePage(page).at(step);
    },
  };
}
