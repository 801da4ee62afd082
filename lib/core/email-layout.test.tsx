import { expect, it } from "vitest";
import { EmailButton, EmailLayout, renderEmail, withButtonsInTabs, withoutButtonLinks } from "./email-layout";

const LINK = "https://tickets.example.org/t/ABC";

async function render(sender: string) {
  const { html } = await renderEmail(
    <EmailLayout title="Your ticket" sender={sender}>
      <EmailButton href={LINK}>Open your ticket</EmailButton>
    </EmailLayout>,
  );
  return html;
}

it("in a preview the button opens a tab of its own, or leads nowhere", async () => {
  const html = await render("Small Halls");
  expect(withButtonsInTabs(html, "from=outbox")).toContain(
    `<a class="button" target="_blank" rel="noopener noreferrer" href="${LINK}?from=outbox"`,
  );
  expect(withoutButtonLinks(html)).not.toContain("href=");
  expect(withoutButtonLinks(html)).toContain("Open your ticket</a>");
});

it("what looks like a button in somebody's name stays a name", async () => {
  const html = await render('<a class="button" href="https://evil.example/">x</a>');
  expect(withButtonsInTabs(html, "from=outbox").match(/from=outbox/g)).toHaveLength(1);
});
