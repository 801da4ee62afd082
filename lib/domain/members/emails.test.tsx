import { describe, expect, it } from "vitest";
import { renderInvitationEmail } from "./emails";
import { MASKED_SECRET } from "./invitation-secret";
import type { PrintedInvitation } from "./schema";

const ORIGIN = "https://tickets.example.org";
const SECRET = "ZYXWVUTSRQPONMLKJIHGFEDCBA765432";
const organization = { name: "Small Halls", timeZone: "Asia/Manila" };

const invitation: PrintedInvitation = {
  id: "019a9f3a-1111-7000-8000-000000000001",
  name: "Ada Lovelace",
  role: { key: "STAFF_SCANNER", name: "Gate staff" },
  expiresAt: new Date("2026-11-28T11:00:00Z"),
  secret: SECRET,
  isOpen: true,
};

const render = (changes: Partial<PrintedInvitation> = {}, from = organization) =>
  renderInvitationEmail({ ...invitation, ...changes }, from, ORIGIN);

describe("the email of an invitation", () => {
  it.each(["html", "text"] as const)(
    "its %s says who invites whom, as what, until when, and has the link",
    async (part) => {
      const email = await render();
      for (const said of [
        "Ada Lovelace",
        "Small Halls",
        "gate staff",
        "You scan tickets at the door with your phone.",
        "Sat 28 Nov 2026, 19:00",
        "Manila time, UTC+8",
        `${ORIGIN}/invite/${SECRET}`,
      ]) {
        expect(email[part]).toContain(said);
      }
      expect(email.subject).toBe("Join the team of Small Halls");
      expect(email.inline).toEqual([]);
    },
  );

  it("of a masked one holds the secret nowhere, and reads otherwise the same", async () => {
    const masked = await render({ secret: MASKED_SECRET });
    expect(JSON.stringify(masked)).not.toContain(SECRET);
    expect(masked.text).toBe((await render()).text.replaceAll(SECRET, MASKED_SECRET));
  });

  it("lets no name break out of its line or its place", async () => {
    const wild = "Eve</bdi><script>alert(1)</script>\r\nBcc: all@example.com \u202Eevil";
    const email = await render({ name: wild }, { ...organization, name: wild });
    expect(email.html).not.toContain("<script>");
    for (const part of [email.subject, email.html, email.text]) {
      expect(part).not.toMatch(/[\r\u202E]/);
      expect(part).not.toMatch(/^Bcc:/m);
    }
  });
});
