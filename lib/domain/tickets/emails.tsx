import "server-only";
import { render, toPlainText } from "@react-email/render";
import type { CSSProperties, ReactNode } from "react";
import { drawQr, qrPng } from "@/lib/core/qr";
import { formatInstant, formatRange, zoneName, zoneOffset } from "@/lib/core/time";
import type { RenderedEmail } from "../messages/schema";
import { MASKED } from "./codes";
import type { PrintedTicket } from "./queries";

type Sender = { name: string };

const PICTURE = "qr";
/** What 33 modules of eight pixels come to: shown at its own size, none is blurred. */
const PICTURE_WIDTH = 264;
const PIXELS_PER_MODULE = 8;

/**
 * The email that carries a ticket to its holder: link, number, typed form, and the code as a picture of its own. Of a masked
 * ticket it has the same words, and a picture that opens nothing. Throws when it cannot be rendered.
 */
export async function renderTicketEmail(
  ticket: PrintedTicket,
  organization: Sender,
  origin: string,
): Promise<RenderedEmail> {
  const link = `${origin}/t/${ticket.secrets.link}`;
  const html = await render(<TicketEmail ticket={ticket} organization={organization} link={link} />);
  const text = toPlainText(html, { selectors: [{ selector: "h1", options: { uppercase: false } }] });
  const subject = `Your ticket for ${oneLine(ticket.event.name)}`;
  return { subject, html, text, inline: [{ cid: PICTURE, ...(await pictureOf(ticket.secrets.code)) }] };
}

/** The email's HTML for a browser, where `cid:` leads nowhere: its pictures stand in it as `data:`. */
export function inlinePictures(email: RenderedEmail): string {
  return email.inline.reduce(
    // With its quotes, which no text of the email can hold unescaped.
    (html, { cid, contentType, content }) =>
      html.replaceAll(`src="cid:${cid}"`, `src="data:${contentType};base64,${content.toString("base64")}"`),
    email.html,
  );
}

/** Names are other people's words: nothing in them may start a line of its own or turn the direction of what follows. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069\s]+/gu, " ").trim();
}

async function pictureOf(code: string): Promise<{ contentType: string; content: Buffer }> {
  if (code !== MASKED.code) return { contentType: "image/png", content: await qrPng(code, PIXELS_PER_MODULE) };
  return { contentType: "image/svg+xml", content: Buffer.from(hiddenPicture()) };
}

/** The shape of a code, pale, of a text that opens nothing. Only browsers are shown it, so it may be drawn as SVG. */
function hiddenPicture(): string {
  const { size, path } = drawQr("HIDDEN");
  const words = `<text x="50%" y="54%" text-anchor="middle" font-family="sans-serif" font-size="3" fill="${INK}">Code hidden</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#ececef" d="${path}"/>${words}</svg>`;
}

const INK = "#18181b";
const SOFT = "#52525b";
const LINE = "#e4e4e7";

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
  label: { fontSize: 14, color: SOFT },
  button: {
    display: "inline-block",
    padding: "14px 28px",
    borderRadius: 8,
    backgroundColor: INK,
    color: "#ffffff",
    fontWeight: 600,
    textDecoration: "none",
  },
  code: {
    margin: "32px 0",
    padding: "16px 8px 20px",
    border: `1px solid ${LINE}`,
    borderRadius: 12,
    backgroundColor: "#ffffff",
    color: INK,
    textAlign: "center",
  },
  picture: {
    display: "block",
    margin: "0 auto",
    width: PICTURE_WIDTH,
    height: PICTURE_WIDTH,
    maxWidth: "100%",
    color: INK,
    imageRendering: "pixelated",
  },
  typed: {
    margin: "8px 0 4px",
    fontSize: 28,
    lineHeight: "34px",
    fontWeight: 650,
    letterSpacing: 1,
    fontVariantNumeric: "tabular-nums",
  },
  // On the white of the code in both modes.
  hint: { margin: 0, fontSize: 14, lineHeight: "20px", color: SOFT },
} satisfies Record<string, CSSProperties>;

const DARK = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{background-color:#111113!important;color:#f4f4f5!important}
.soft{color:#a1a1aa!important}
.button{background-color:#f4f4f5!important;color:#18181b!important}
}`;

function TicketEmail({ ticket, organization, link }: { ticket: PrintedTicket; organization: Sender; link: string }) {
  const { event } = ticket;
  return (
    <html lang="en" dir="ltr">
      {/* biome-ignore lint/style/noHeadElement: an email has a head of its own, not one of Next's. */}
      <head>
        <meta httpEquiv="Content-Type" content="text/html; charset=utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no,date=no,address=no" />
        <title>{`Your ticket for ${oneLine(event.name)}`}</title>
        <style>{DARK}</style>
      </head>
      <body className="page" style={styles.page}>
        <table role="presentation" align="center" width="100%" cellPadding={0} cellSpacing={0} style={styles.column}>
          <tbody>
            <tr>
              <td>
                <h1 style={styles.title}>
                  <Name text={event.name} />
                </h1>
                <p style={styles.text}>
                  Hello <Name text={ticket.holderName} />, this is your ticket.
                </p>
                <Fact label="When">
                  {formatRange(event.startsAt, event.endsAt, event.timeZone)}
                  <br />
                  {`${zoneName(event.timeZone)} (${zoneOffset(event.timeZone, event.startsAt)})`}
                </Fact>
                {event.doorsOpenAt && (
                  <Fact label="Doors open">{formatInstant(event.doorsOpenAt, event.timeZone, "moment")}</Fact>
                )}
                {event.venue && (
                  <Fact label="Where">
                    <Name text={event.venue} />
                  </Fact>
                )}
                <Fact label="Ticket">
                  {`Number ${ticket.number}, `}
                  <Name text={ticket.type} />
                </Fact>
                <p style={{ ...styles.text, marginTop: 24 }}>
                  <a className="button" href={link} style={styles.button}>
                    Open your ticket
                  </a>
                </p>
                <div style={styles.code}>
                  {/* biome-ignore lint/performance/noImgElement: nothing optimizes the pictures of an email. */}
                  <img
                    src={`cid:${PICTURE}`}
                    alt={`Code of ticket ${ticket.number}. If you cannot see it, open your ticket.`}
                    width={PICTURE_WIDTH}
                    height={PICTURE_WIDTH}
                    style={styles.picture}
                  />
                  <p style={styles.typed}>{ticket.typed}</p>
                  <p style={styles.hint}>
                    Show the code at the door. Staff can type this instead if it cannot be scanned.
                  </p>
                </div>
                <p className="soft" style={styles.small}>
                  The link and the code are personal: whoever has them can go in with your ticket.
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

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <p style={styles.text}>
      <span className="soft" style={styles.label}>
        {label}
      </span>
      <br />
      {children}
    </p>
  );
}

/** A name keeps its own direction, and gives none to the words around it. */
function Name({ text }: { text: string }) {
  return <bdi dir="auto">{oneLine(text)}</bdi>;
}
