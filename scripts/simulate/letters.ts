import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import PostalMime, { type Email } from "postal-mime";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import type { MailServer } from "@/lib/testing/mail-server";

/** What a guest has in hand: read out of their email, the code out of its picture. */
export type Letter = { to: string; holder: string; number: number; link: string; code: string };

/** So long that a slow machine is not taken for a broken one. */
const PATIENCE_MS = 240_000;

/** Makes the reader of pictures ready; left alone it would fetch its WebAssembly from the network. */
export async function prepareReader(): Promise<void> {
  const wasm = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
  await prepareZXingModule({
    overrides: { wasmBinary: new Uint8Array(readFileSync(wasm)).buffer },
    fireImmediately: true,
  });
}

/** Waits until so many emails about an event have come beyond the first `from`, and opens them. Throws when they stay away. */
export async function awaitLetters(
  mail: MailServer,
  { about, from, count }: { about: string; from: number; count: number },
): Promise<Letter[]> {
  const deadline = Date.now() + PATIENCE_MS;
  const found = () => mail.received.filter(({ text }) => text.includes(`Subject: Your ticket for ${about}`));
  while (found().length < from + count) {
    if (Date.now() > deadline) throw new Error(`Of ${from + count} emails ${found().length} came in four minutes.`);
    await sleep(200);
  }
  return Promise.all(
    found()
      .slice(from, from + count)
      .map(open),
  );
}

async function open({ to, text }: { to: string[]; text: string }): Promise<Letter> {
  const email = await PostalMime.parse(text);
  const words = email.text ?? "";
  const holder = words.replaceAll(/\s+/g, " ").split("Hello ")[1]?.split(", this is your ticket.")[0];
  const number = /Number (\d+),/.exec(words)?.[1];
  const link = words.split(/\s+/).find((word) => /^https?:.*\/t\/[A-Z2-7]{32}$/.test(word));
  if (!holder || !number || !link) throw new Error(`An email says too little:\n${words}`);
  return { to: to[0] ?? "", holder, number: Number(number), link, code: await codeIn(email) };
}

/** The code in the picture that the email's HTML shows by its content id. */
async function codeIn(email: Email): Promise<string> {
  const cid = /src="cid:([^"]+)"/.exec(email.html ?? "")?.[1];
  const picture = email.attachments.find((one) => one.contentId === `<${cid}>`);
  if (!picture || typeof picture.content === "string") throw new Error("An email shows no picture.");
  const [found] = await readBarcodes(new Uint8Array(picture.content), { formats: ["QRCode"] });
  if (!found) throw new Error("An email's picture cannot be read.");
  return found.text;
}
