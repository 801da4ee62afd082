import { expect } from "@playwright/test";
import type { ShownPage } from "./shown-page";
import type { World } from "./world";

const demo = ({ demo: { organization } }: World) => `/o/${organization}`;
const EVENT = "o/[organization]/events/[eventId]";
const SETTINGS = `${EVENT}/settings`;
const settingsOf = (eventId: (world: World) => string) => (world: World) =>
  `${demo(world)}/events/${eventId(world)}/settings`;
const DESK = `${EVENT}/(desk)`;

/** The pages of one event, in every state worth a look of its own. */
export const EVENT_PAGES: readonly ShownPage[] = [
  {
    name: "event",
    route: DESK,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.demo.event.id}`,
    heading: "Lantern Night",
  },
  {
    name: "event, all states",
    route: DESK,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.matinee.id}`,
    heading: "Harbour Matinee",
  },
  {
    name: "event, tickets searched for in vain",
    route: DESK,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.desk.id}?q=nobody&standing=used`,
    heading: "Desk Recital",
  },
  {
    name: "event, tickets chosen",
    route: DESK,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.desk.id}`,
    heading: "Desk Recital",
    reach: (page) => page.getByLabel("Choose this page").check(),
  },
  {
    name: "event, asked to revoke the tickets chosen",
    route: DESK,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.desk.id}?after=50`,
    heading: /^Revoke \d+ tickets\?$/,
    reach: async (page) => {
      await page.getByLabel("Choose this page").check();
      await page.getByRole("button", { name: "Revoke…", exact: true }).click();
    },
  },
  {
    name: "ticket at the desk",
    route: `${EVENT}/tickets/[ticketId]`,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.desk.id}/tickets/${world.desk.ticketIds[58]}`,
    heading: "Guest Seat 59",
  },
  {
    name: "ticket at the desk, asked to transfer",
    route: `${EVENT}/tickets/[ticketId]`,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.desk.id}/tickets/${world.desk.ticketIds[58]}`,
    heading: "Transfer ticket 59 of Guest Seat 59?",
    reach: (page) => page.getByRole("button", { name: "Transfer…" }).click(),
  },
  {
    name: "ticket at the desk, of another event",
    route: `${EVENT}/tickets/[ticketId]`,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.draft.id}/tickets/${world.desk.ticketIds[58]}`,
    heading: /./,
    status: 404,
  },
  {
    name: "event, draft",
    route: DESK,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.draft.id}`,
    heading: "Rehearsal",
  },
  {
    name: "event, asked to publish",
    route: DESK,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.draft.id}`,
    heading: "Publish Rehearsal?",
    reach: (page) => page.getByRole("button", { name: "Publish" }).click(),
  },
  {
    name: "event, several tickets",
    route: DESK,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.draft.id}`,
    heading: "Rehearsal",
    reach: (page) => page.getByRole("tab", { name: "Several" }).click(),
  },
  {
    name: "event, cancelled",
    route: DESK,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.cancelled.id}`,
    heading: "Storm Concert",
  },
  {
    name: "event, not there",
    route: DESK,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.elsewhere.event.id}`,
    heading: /./,
    status: 404,
  },
  {
    name: "event, asked to duplicate",
    route: DESK,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.cancelled.id}`,
    heading: "Duplicate Storm Concert",
    reach: async (page) => {
      await page.getByRole("button", { name: "More for this event" }).click();
      await page.getByRole("menuitem", { name: "Duplicate…" }).click();
    },
  },
  {
    name: "event settings",
    route: SETTINGS,
    as: "organizer",
    path: settingsOf(({ demo: { event } }) => event.id),
    heading: "Ticket types",
  },
  {
    name: "event settings, refused",
    route: SETTINGS,
    as: "organizer",
    path: settingsOf(({ draft }) => draft.id),
    heading: "Ticket types",
    reach: async (page) => {
      await page.getByLabel("Name", { exact: true }).fill("");
      await page.getByLabel("Time zone").selectOption("Asia/Tokyo");
      await page.getByRole("button", { name: "Save changes" }).click();
      await expect(page.getByText("Give the event a name.").first()).toBeVisible();
    },
  },
  {
    name: "event settings, adding a type",
    route: SETTINGS,
    as: "organizer",
    path: settingsOf(({ draft }) => draft.id),
    heading: "Add ticket type",
    reach: (page) => page.getByRole("button", { name: "Add ticket type" }).click(),
  },
  {
    name: "event settings, a gate's menu",
    route: SETTINGS,
    as: "organizer",
    path: settingsOf(({ draft }) => draft.id),
    heading: "Gates",
    reach: async (page) => {
      await page.getByRole("button", { name: "More for gate Main gate" }).click();
      await expect(page.getByRole("menuitem", { name: "Edit…" })).toBeVisible();
    },
  },
  {
    name: "event settings, cancelled",
    route: SETTINGS,
    as: "organizer",
    path: settingsOf(({ cancelled }) => cancelled.id),
    heading: "Checkpoints",
  },
  {
    name: "imports",
    route: `${EVENT}/import/(uploads)`,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.listed.id}/import`,
    heading: "Import a list of guests",
  },
  {
    name: "imports, none",
    route: `${EVENT}/import/(uploads)`,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.matinee.id}/import`,
    heading: "Earlier imports",
  },
  {
    name: "imports, over",
    route: `${EVENT}/import/(uploads)`,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.cancelled.id}/import`,
    heading: "Earlier imports",
  },
  {
    name: "import, previewed",
    route: `${EVENT}/import/[importId]`,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.listed.id}/import/${world.listed.previewId}`,
    heading: "petra.csv",
  },
  {
    name: "import, done",
    route: `${EVENT}/import/[importId]`,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.listed.id}/import/${world.listed.committedId}`,
    heading: "leonie.csv",
    reach: (page) => expect(page.getByText("got a ticket", { exact: true }).first()).toBeVisible(),
  },
  {
    name: "door",
    route: `${EVENT}/door`,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.matinee.id}/door`,
    heading: "Last scans",
  },
  {
    name: "door, nobody yet",
    route: `${EVENT}/door`,
    as: "elsewhere",
    path: ({ elsewhere }) => `/o/${elsewhere.organization}/events/${elsewhere.event.id}/door`,
    heading: "Nobody was scanned yet",
  },
  {
    name: "door, nothing issued",
    route: `${EVENT}/door`,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.draft.id}/door`,
    heading: "Nothing issued yet",
  },
  {
    name: "exports",
    route: `${EVENT}/exports`,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.matinee.id}/exports`,
    heading: "Attendees",
  },
  {
    name: "exports, nothing to export",
    route: `${EVENT}/exports`,
    as: "organizer",
    path: (world) => `${demo(world)}/events/${world.draft.id}/exports`,
    heading: "Attendees",
  },
];
