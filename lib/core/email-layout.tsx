import "server-only";
import { render, toPlainText } from "@react-email/render";
import type { CSSProperties, ReactElement, ReactNode } from "react";

export const EMAIL_INK = "#18181b";
export const EMAIL_SOFT = "#52525b";

// Inline, for the clients that drop a style element; the classes only turn the colours round in the dark.
export const emailStyles = {
  page: {
    margin: 0,
    padding: "32px 20px",
    backgroundColor: "#ffffff",
    color: EMAIL_INK,
    fontFamily: "Inter, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif",
    fontSize: 16,
    lineHeight: "24px",
  },
  column: { width: "100%", maxWidth: 520, margin: "0 auto", tableLayout: "fixed" },
  text: { margin: "0 0 16px", overflowWrap: "anywhere" },
  title: { margin: "0 0 16px", fontSize: 28, lineHeight: "34px", fontWeight: 650, overflowWrap: "anywhere" },
  small: { margin: "0 0 8px", fontSize: 14, lineHeight: "20px", color: EMAIL_SOFT, overflowWrap: "anywhere" },
  button: {
    display: "inline-block",
    padding: "14px 28px",
    borderRadius: 8,
    backgroundColor: EMAIL_INK,
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

/** An email as HTML and as plain text. Throws when it cannot be rendered. */
export async function renderEmail(email: ReactElement): Promise<{ html: string; text: string }> {
  const html = await render(email);
  return { html, text: toPlainText(html, { selectors: [{ selector: "h1", options: { uppercase: false } }] }) };
}

/** Names are other people's words: nothing in them may start a line of its own or turn the direction of what follows. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069\s]+/gu, " ").trim();
}

/** A name keeps its own direction, and gives none to the words around it. */
export function Name({ text }: { text: string }) {
  return <bdi dir="auto">{oneLine(text)}</bdi>;
}

type EmailLayoutProps = {
  /** One line, for the clients that show a title; the heading is the content's own. */
  title: string;
  /** In whose name it is sent; said at its end. */
  sender: string;
  children: ReactNode;
};

/** The frame of every email: one column, light or dark as its reader has it. */
export function EmailLayout({ title, sender, children }: EmailLayoutProps) {
  return (
    <html lang="en" dir="ltr">
      {/* biome-ignore lint/style/noHeadElement: an email has a head of its own, not one of Next's. */}
      <head>
        <meta httpEquiv="Content-Type" content="text/html; charset=utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no,date=no,address=no" />
        <title>{title}</title>
        <style>{DARK}</style>
      </head>
      <body className="page" style={emailStyles.page}>
        <table
          role="presentation"
          align="center"
          width="100%"
          cellPadding={0}
          cellSpacing={0}
          style={emailStyles.column}
        >
          <tbody>
            <tr>
              <td>
                {children}
                <Small>
                  Sent for <Name text={sender} />
                </Small>
              </td>
            </tr>
          </tbody>
        </table>
      </body>
    </html>
  );
}

/** What an email asks its reader to open. */
export function EmailButton({ href, children }: { href: string; children: ReactNode }) {
  return (
    <p style={{ ...emailStyles.text, marginTop: 24 }}>
      <a className="button" href={href} style={emailStyles.button}>
        {children}
      </a>
    </p>
  );
}

/** A paragraph of small print. */
export function Small({ children }: { children: ReactNode }) {
  return (
    <p className="soft" style={emailStyles.small}>
      {children}
    </p>
  );
}

// As React writes it; no text of an email can hold its quotes unescaped.
const BUTTON_START = /<a class="button" href="([^"]*)"/g;

/**
 * An email's HTML as a browser's frame shows it to a reader who is not its recipient: its buttons open a tab of their own, with
 * `query` at the end of the address.
 */
export function withButtonsInTabs(html: string, query: string): string {
  return html.replace(BUTTON_START, `<a class="button" target="_blank" rel="noopener noreferrer" href="$1?${query}"`);
}

/** The same for a reader from whom the links are hidden: its buttons lead nowhere. */
export function withoutButtonLinks(html: string): string {
  return html.replace(BUTTON_START, '<a class="button"');
}
