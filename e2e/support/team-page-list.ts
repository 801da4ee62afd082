import { expect, type Page } from "@playwright/test";
import type { ShownPage } from "./shown-page";
import type { World } from "./world";

/** The team's pages, in every state worth a look of its own. */
export function teamPages(): ShownPage[] {
  const team = { route: "o/[organization]/team", as: "organizer" as const };
  const path = (world: World) => `/o/${world.demo.organization}/team`;
  const ask = (item: string) => async (page: Page) => {
    await page.getByRole("button", { name: "More for Gil Gate" }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  return [
    { ...team, name: "team", path, heading: "Team" },
    { ...team, name: "team, one alone", as: "elsewhere", path: () => "/o/quiet/team", heading: "Team" },
    {
      ...team,
      name: "team, inviting",
      path,
      heading: "Invite to the team",
      reach: async (page) => {
        await page.getByRole("button", { name: "Invite" }).click();
        await page.getByRole("button", { name: "Send invitation" }).click();
        await expect(page.getByText("Enter a name.").first()).toBeVisible();
      },
    },
    { ...team, name: "team, asked to remove", path, heading: "Remove Gil Gate from the team?", reach: ask("Remove…") },
  ];
}

/** What somebody who was invited sees. */
export function invitationPages(): ShownPage[] {
  const heading = "Join the team of Harbour Hall";
  const offer = { route: "invite/[secret]", as: null, device: "phone" as const, heading };
  const [newcomer, known] = [
    ({ invitations }: World) => invitations.newcomer,
    ({ invitations }: World) => invitations.known,
  ];
  return [
    { ...offer, name: "invitation, new here", path: newcomer },
    {
      ...offer,
      name: "invitation, refused",
      path: newcomer,
      reach: async (page) => {
        await page.getByRole("button", { name: "Join" }).click();
        await expect(page.getByText("Use 8 characters at least.").first()).toBeVisible();
      },
    },
    { ...offer, name: "invitation, with an account", path: known },
    { ...offer, name: "invitation, signed in", as: "elsewhere", path: known },
    { ...offer, name: "invitation, signed in as another", as: "organizer", path: newcomer },
    {
      ...offer,
      name: "invitation, dead",
      path: () => `/invite/${"A".repeat(32)}`,
      heading: "This invitation cannot be used",
      status: 404,
    },
  ];
}
