import "server-only";
import { render, toPlainText } from "@react-email/render";
import type { CSSProperties } from "react";
import { formatInstant, zoneName, zoneOffset } from "@/lib/core/time";
import type { RenderedEmail } from "../messages/schema";
import { workOfRole } from "./rules";
import type { PrintedInvitation } from "./schema";

type Inviter = { name: string; timeZone: string };

/** The email that offers a membership: who invites, as what, the link, and until when. Throws when it cannot be rendered. */
export async function renderInvitationEmail(
  invitation: PrintedInvitation,
  organization: Inviter,
  origin: string,
): Promise<RenderedEmail> {
  const link = `${origin}/invite/${invitation.secret}`;
  const html = await render(<InvitationEmail invitation={invitation} organization={organization} link={link} />);
  const text = toPlainText(html, { selectors: [{ selector: "h1", options: { uppercase: false } }] });
  return { subject: titleOf(organization), html, text, inline: [] };
}

function titleOf(organization: Inviter): string {
  return `Join the team of ${oneLine(organization.name)}`;
}

/** Names are other people's words: nothing in them may start a line of its own or turn the direction of what follows. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069\s]+/gu, " ").trim();
}

const INK = "#18181b";
const SOFT = "#52525b";

// Inline, for the clients that drop a style element; the classes only turn the colours round in the dark.
const styles = {
  page: {
    margin: 0,
    padding: "32px 20px",
    backgroundColor: "#ffffff",
    color: INK,
    fontFamily: "Inter, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif",
    fontSize: 16,
    lineHeight: "24px",
  },
  column: { width: "100%", maxWidth: 520, margin: "0 auto", tableLayout: "fixed" },
  text: { margin: "0 0 16px", overflowWrap: "anywhere" },
  title: { margin: "0 0 16px", fontSize: 28, lineHeight: "34px", fontWeight: 650, overflowWrap: "anywhere" },
  small: { margin: "0 0 8px", fontSize: 14, lineHeight: "20px", color: SOFT, overflowWrap: "anywhere" },
  button: {
    display: "inline-block",
    padding: "14px 28px",
    borderRadius: 8,
    backgroundColor: INK,
    color: "#ffffff",
    fontWeight: 600,
    textDecoration: "none",
  },
} satisfies Record<string, CSSProperties>;

const DARK = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{background-color:#111113!important;color:#f4f4f5!important}
.soft{color:#a1a1aa!important}
.button{background-color:#f4f4f5!important;color:#18181b!important}
}`;

type InvitationEmailProps = { invitation: PrintedInvitation; organization: Inviter; link: string };

function InvitationEmail({ invitation, organization, link }: InvitationEmailProps) {
  const { name, role, expiresAt } = invitation;
  const zone = `${zoneName(organization.timeZone)}, ${zoneOffset(organization.timeZone, expiresAt)}`;
  const until = `${formatInstant(expiresAt, organization.timeZone, "moment")} (${zone})`;
  return (
    <html lang="en" dir="ltr">
      {/* biome-ignore lint/style/noHeadElement: an email has a head of its own, not one of Next's. */}
      <head>
        <meta httpEquiv="Content-Type" content="text/html; charset=utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no,date=no,address=no" />
        <title>{titleOf(organization)}</title>
        <style>{DARK}</style>
      </head>
      <body className="page" style={styles.page}>
        <table role="presentation" align="center" width="100%" cellPadding={0} cellSpacing={0} style={styles.column}>
          <tbody>
            <tr>
              <td>
                <h1 style={styles.title}>
                  Join the team of <Name text={organization.name} />
                </h1>
                <p style={styles.text}>
                  Hello <Name text={name} />, <Name text={organization.name} /> invites you as{" "}
                  <Name text={role.name.toLowerCase()} />. {workOfRole(role.key)}
                </p>
                <p style={{ ...styles.text, marginTop: 24 }}>
                  <a className="button" href={link} style={styles.button}>
                    Accept the invitation
                  </a>
                </p>
                <p style={styles.text}>It can be accepted once, until {until}.</p>
                <p className="soft" style={styles.small}>
                  The link is personal: whoever has it can join in your place. If you did not expect this, leave it be
                  and nothing happens.
                </p>
                <p className="soft" style={styles.small}>
                  Sent for <Name text={organization.name} />
                </p>
              </td>
            </tr>
          </tbody>
        </table>
      </body>
    </html>
  );
}

/** A name keeps its own direction, and gives none to the words around it. */
function Name({ text }: { text: string }) {
  return <bdi dir="auto">{oneLine(text)}</bdi>;
}
