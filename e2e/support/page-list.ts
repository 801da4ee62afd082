import { expect } from "@playwright/test";
import { EVENT_PAGES } from "./event-page-list";
import { GATE_PAGES } from "./gate-page-list";
import type { ShownPage } from "./shown-page";
import { invitationPages, teamPages } from "./team-page-list";
import type { World } from "./world";

const demo = ({ demo: { organization } }: World) => `/o/${organization}`;
const ticketPages: ShownPage[] = (["valid", "used", "replaced", "revoked", "refunded", "unpaid"] as const).map(
  (state) => ({
    name: `ticket, ${state}`,
    route: "t/[link]",
    as: null,
    device: "phone",
    path: ({ matinee }) => `/t/${matinee.tickets[state].link}`,
    heading: ({ matinee }) => matinee.name,
  }),
);

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
  ...invitationPages(),
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
    name: "events, nothing found",
    route: "o/[organization]/(events)",
    as: "organizer",
    path: (world) => `${demo(world)}?q=nothing+of+that+name`,
    heading: /^Results for/,
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
  ...EVENT_PAGES,
  ...teamPages(),
  {
    name: "audit",
    route: "o/[organization]/audit",
    as: "organizer",
    path: (world) => `${demo(world)}/audit`,
    heading: "Audit",
  },
  {
    name: "audit, narrowed to nothing",
    route: "o/[organization]/audit",
    as: "organizer",
    path: (world) => `${demo(world)}/audit?area=tickets&from=2020-01-01&to=2020-01-02`,
    heading: "Nothing matches",
  },
  {
    name: "wall",
    route: "wall/[organization]/[eventId]",
    as: "organizer",
    path: (world) => `/wall/${world.demo.organization}/${world.matinee.id}`,
    heading: "Harbour Matinee",
  },
  {
    name: "wall, nobody yet",
    route: "wall/[organization]/[eventId]",
    as: "elsewhere",
    path: ({ elsewhere }) => `/wall/${elsewhere.organization}/${elsewhere.event.id}`,
    heading: "Elsewhere Night",
  },
  {
    name: "outbox",
    route: "o/[organization]/outbox/(list)",
    as: "organizer",
    path: (world) => `${demo(world)}/outbox`,
    heading: "Outbox",
  },
  {
    name: "outbox, searched in vain",
    route: "o/[organization]/outbox/(list)",
    as: "organizer",
    path: (world) => `${demo(world)}/outbox?q=nobody&state=bounced`,
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
  ...GATE_PAGES,
];
