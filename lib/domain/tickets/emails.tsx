import "server-only";
import type { CSSProperties, ReactNode } from "react";
import {
  EMAIL_INK,
  EMAIL_SOFT,
  EmailButton,
  EmailLayout,
  emailStyles,
  Name,
  oneLine,
  renderEmail,
  Small,
} from "@/lib/core/email-layout";
import { drawQr, qrPng } from "@/lib/core/qr";
import { formatInstant, formatRange, zoneName, zoneOffset } from "@/lib/core/time";
import type { RenderedEmail } from "../messages/schema";
import { MASKED } from "./codes";
import type { PrintedTicket } from "./queries";

type Sender = { name: string };

const PICTURE = "qr";
const PIXELS_PER_MODULE = 8;
/** Opens nothing, and is drawn as large as a ticket's code: it has as many characters. */
const HIDDEN = "HIDDEN ".repeat(5);

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
  const { width, ...picture } = await pictureOf(ticket.secrets.code);
  const email = <TicketEmail ticket={ticket} organization={organization} link={link} pictureWidth={width} />;
  return { subject: titleOf(ticket), ...(await renderEmail(email)), inline: [{ cid: PICTURE, ...picture }] };
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

function titleOf(ticket: PrintedTicket): string {
  return `Your ticket for ${oneLine(ticket.event.name)}`;
}

/** `width` is in pixels: shown at its own size, no module is blurred. */
type Picture = { contentType: string; content: Buffer; width: number };

async function pictureOf(code: string): Promise<Picture> {
  const isHidden = code === MASKED.code;
  const drawing = drawQr(isHidden ? HIDDEN : code);
  const width = drawing.size * PIXELS_PER_MODULE;
  if (!isHidden) return { contentType: "image/png", content: await qrPng(code, PIXELS_PER_MODULE), width };
  return { contentType: "image/svg+xml", content: Buffer.from(hiddenPicture(drawing)), width };
}

/** The shape of a code, pale. Only browsers are shown it, so it may be drawn as SVG. */
function hiddenPicture({ size, path }: ReturnType<typeof drawQr>): string {
  const words = `<text x="50%" y="54%" text-anchor="middle" font-family="sans-serif" font-size="3.4" fill="${EMAIL_INK}">Code hidden</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#ececef" d="${path}"/>${words}</svg>`;
}

const LINE = "#e4e4e7";

const styles = {
  label: { fontSize: 14, color: EMAIL_SOFT },
  code: {
    margin: "32px 0",
    padding: "16px 8px 20px",
    border: `1px solid ${LINE}`,
    borderRadius: 12,
    backgroundColor: "#ffffff",
    color: EMAIL_INK,
    textAlign: "center",
  },
  picture: {
    display: "block",
    margin: "0 auto",
    // Where a narrow phone makes it smaller it stays square.
    maxWidth: "100%",
    height: "auto",
    color: EMAIL_INK,
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
  hint: { margin: 0, fontSize: 14, lineHeight: "20px", color: EMAIL_SOFT },
} satisfies Record<string, CSSProperties>;

type TicketEmailProps = { ticket: PrintedTicket; organization: Sender; link: string; pictureWidth: number };

function TicketEmail({ ticket, organization, link, pictureWidth }: TicketEmailProps) {
  const { event } = ticket;
  return (
    <EmailLayout title={titleOf(ticket)} sender={organization.name}>
      <h1 style={emailStyles.title}>
        <Name text={event.name} />
      </h1>
      <p style={emailStyles.text}>
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
      <EmailButton href={link}>Open your ticket</EmailButton>
      <div style={styles.code}>
        {/* biome-ignore lint/performance/noImgElement: nothing optimizes the pictures of an email. */}
        <img
          src={`cid:${PICTURE}`}
          alt={`Code of ticket ${ticket.number}. If you cannot see it, open your ticket.`}
          width={pictureWidth}
          height={pictureWidth}
          style={{ ...styles.picture, width: pictureWidth }}
        />
        <p style={styles.typed}>{ticket.typed}</p>
        <p style={styles.hint}>Show the code at the door. Staff can type this instead if it cannot be scanned.</p>
      </div>
      <Small>The link and the code are personal: whoever has them can go in with your ticket.</Small>
    </EmailLayout>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <p style={emailStyles.text}>
      <span className="soft" style={styles.label}>
        {label}
      </span>
      <br />
      {children}
    </p>
  );
}
