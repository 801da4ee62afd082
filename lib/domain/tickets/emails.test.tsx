import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createTransport } from "nodemailer";
import { PNG } from "pngjs";
import PostalMime from "postal-mime";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import type { RenderedEmail } from "../messages/schema";
import { maskTicket } from "./codes";
import { inlinePictures, renderTicketEmail } from "./emails";
import type { PrintedTicket } from "./queries";

const ORIGIN = "https://tickets.example.org";
const CODE = "U1:ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LINK = "ZYXWVUTSRQPONMLKJIHGFEDCBA765432";
const organization = { name: "Small Halls" };

const event: PrintedTicket["event"] = {
  id: "019a9f3a-2222-7000-8000-000000000002",
  name: "Night of Small Orchestras",
  venue: "Intramuros Hall",
  timeZone: "Asia/Manila",
  startsAt: new Date("2026-11-21T11:00:00Z"),
  endsAt: new Date("2026-11-21T15:00:00Z"),
  doorsOpenAt: null,
  status: "published",
};

const ticket: PrintedTicket = {
  id: "019a9f3a-1111-7000-8000-000000000001",
  number: 17,
  holderName: "Ada Lovelace",
  type: "Balcony",
  event,
  standing: "valid",
  checkedInAt: null,
  generation: 1,
  secrets: { code: CODE, link: LINK, check: "K7QF" },
  typed: "17-K7QF",
};

const render = (changes: Partial<PrintedTicket> = {}) =>
  renderTicketEmail({ ...ticket, ...changes }, organization, ORIGIN);
const named = (name: string) => render({ holderName: name, event: { ...event, name } });

beforeAll(async () => {
  // Left alone, the reader fetches its WebAssembly from the network.
  const wasm = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
  const wasmBinary = new Uint8Array(readFileSync(wasm)).buffer;
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
});

describe("the email of a ticket", () => {
  it.each(["html", "text"] as const)(
    "its %s says who, what, when, where, and has link, number and typed form",
    async (part) => {
      const email = await render();
      for (const said of [
        "Ada Lovelace",
        "Night of Small Orchestras",
        "Sat 21 Nov 2026, 19:00–23:00",
        "Manila time (UTC+8)",
        "Intramuros Hall",
        "Number 17",
        "Balcony",
        "17-K7QF",
        `${ORIGIN}/t/${LINK}`,
        "Small Halls",
      ]) {
        expect(email[part]).toContain(said);
      }
    },
  );

  it("has a subject that names the event", async () => {
    expect((await render()).subject).toBe("Your ticket for Night of Small Orchestras");
  });

  it("brings the code as a picture that a reader reads, and with words in its place", async () => {
    const { html, inline } = await render();
    expect(inline.map(({ cid, contentType }) => [cid, contentType])).toEqual([["qr", "image/png"]]);
    expect(html).toMatch(/<img src="cid:qr" alt="[^"]*ticket 17[^"]*"/);
    const found = await readBarcodes(inline[0]?.content ?? new Uint8Array(), { formats: ["QRCode"] });
    expect(found.map((code) => code.text)).toEqual([CODE]);
  });

  it("shows the picture at its own size, so that no module of it is blurred, and a masked one as large", async () => {
    const { html, inline } = await render();
    const { width, height } = PNG.sync.read(inline[0]?.content ?? Buffer.alloc(0));
    expect(height).toBe(width);
    const shown = (page: string) => {
      const { size, style } =
        /<img[^>]* (?<size>width="\d+" height="\d+")[^>]* style="(?<style>[^"]*)"/.exec(page)?.groups ?? {};
      return { size, style: style?.match(/(?<=^|;)(?:width|height):\w+/g) };
    };
    const own = { size: `width="${width}" height="${width}"`, style: ["height:auto", `width:${width}px`] };
    expect(shown(html)).toEqual(own);
    expect(shown((await render(maskTicket(ticket))).html)).toEqual(own);
  });

  it("asks nothing of anyone: the ticket's link is the only address in it", async () => {
    const { html } = await render();
    const addresses = [...html.matchAll(/\b(?:src|href|background|action)="([^"]*)"|url\(([^)]*)\)/g)].map(
      (match) => match[1] ?? match[2],
    );
    expect(new Set(addresses)).toEqual(new Set([`${ORIGIN}/t/${LINK}`, "cid:qr"]));
  });

  it("leaves the code itself out of the words, so that a forwarded quote of it opens no gate", async () => {
    const { html, text } = await render();
    expect(html + text).not.toContain(CODE.slice(3));
  });

  it("leaves out what the event does not have, and says when doors open where it does", async () => {
    const bare = await render({ event: { ...event, venue: null } });
    expect(bare.text).not.toMatch(/Where|Doors|null/);
    const doors = await render({ event: { ...event, doorsOpenAt: new Date("2026-11-21T10:15:00Z") } });
    expect(doors.text).toContain("Doors open\nSat 21 Nov 2026, 18:15");
  });
});

describe("names that other people chose", () => {
  it("are words, never markup", async () => {
    const { html, text } = await named(`<script>alert(1)</script>"><img src="cid:qr" onerror=x>`);
    expect(html).not.toMatch(/<script|<img[^>]*onerror/);
    expect(html).toContain("&lt;script&gt;");
    expect(text).toContain("<script>alert(1)</script>");
  });

  it("do not become pictures in the preview", async () => {
    const email = await named(`src="cid:qr"`);
    expect(inlinePictures(email).match(/data:image/g)).toHaveLength(1);
  });

  it("start no line and no header of their own", async () => {
    const email = await named("Gala\r\nBcc: thief@example.org\u2028\u0000\tX: y");
    expect(email.subject).toBe("Your ticket for Gala Bcc: thief@example.org X: y");
    expect(email.text).not.toMatch(/^(Bcc|X):/m);
    const sent = await parse(email);
    expect(sent.subject).toBe(email.subject);
    expect(sent.bcc).toBeUndefined();
    expect(sent.headers.map((header) => header.key)).not.toContain("bcc");
  });

  it("do not turn round the words beside them", async () => {
    const email = await named("حفلة \u202Egnorw\u2066");
    expect(email.subject).toBe("Your ticket for حفلة gnorw");
    expect(email.html).toContain(`Hello <bdi dir="auto">حفلة gnorw</bdi>`);
  });

  it("arrive whole, however long, joined or far from ASCII", async () => {
    const name = `👩‍👩‍👧 Ngọc ${"Wolfeschlegelstein".repeat(5)}`;
    const email = await named(name);
    const sent = await parse(email);
    expect(sent.subject).toBe(`Your ticket for ${name}`);
    expect(sent.text?.trim()).toBe(email.text);
    expect(sent.html).toContain(name);
    expect(sent.attachments.map((picture) => [picture.contentId, picture.disposition])).toEqual([["<qr>", "inline"]]);
  });
});

describe("the email of a masked ticket", () => {
  it("holds none of them anywhere, and looks otherwise the same", async () => {
    const masked = await render(maskTicket(ticket));
    const everything = JSON.stringify([
      masked,
      inlinePictures(masked),
      masked.inline.map((picture) => picture.content.toString("latin1")),
    ]);
    for (const secret of [CODE, CODE.slice(3), LINK, "K7QF"]) expect(everything).not.toContain(secret);
    expect(masked.text).toContain("17-••••");
    expect(masked.text).toContain(`${ORIGIN}/t/••••`);
    expect(masked.subject).toBe((await render()).subject);
  });

  it("has a picture that is the same for every ticket", async () => {
    const another = { ...ticket, number: 18, secrets: { code: CODE.replace("A", "B"), link: LINK, check: "ABCD" } };
    const [one, other] = await Promise.all([ticket, another].map((each) => render(maskTicket(each))));
    expect(one?.inline).toEqual(other?.inline);
  });
});

it("the preview has its pictures inside", async () => {
  const email = await render();
  const html = inlinePictures(email);
  expect(html).not.toContain("cid:");
  expect(html).toContain(`src="data:image/png;base64,${email.inline[0]?.content.toString("base64")}"`);
});

/** Through a mail library and back, as a recipient's program would read it. */
async function parse(email: RenderedEmail) {
  const transport = createTransport({ streamTransport: true, buffer: true });
  const { message } = await transport.sendMail({
    from: "tickets@example.org",
    to: "ada@example.org",
    subject: email.subject,
    html: email.html,
    text: email.text,
    attachments: email.inline.map((picture) => ({ ...picture, contentDisposition: "inline" as const })),
  });
  return PostalMime.parse(message as Buffer);
}
