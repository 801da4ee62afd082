import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Instance } from "./instance";

const uploaded = z.looseObject({
  importId: z.string(),
  counts: z.object({ issue: z.number(), refused: z.number() }),
  reasons: z.array(z.object({ code: z.string(), rows: z.number() })),
});
const imported = uploaded.extend({ state: z.string() });
const counted = z.looseObject({ issued: z.number(), inside: z.number(), left: z.number() });

export type Imported = {
  issue: number;
  refused: number;
  /** Why rows were refused: a word for each reason of each row. */
  reasons: string[];
  /** Lines of the file that comes back to be corrected. */
  toCorrect: number;
};

/** Uploads a list to be looked at; answers its id. */
export async function uploadList({ origin, demo }: Instance, eventId: string, csv: string): Promise<string> {
  const headers = { authorization: `Bearer ${demo.apiKey}`, "content-type": "text/csv" };
  const address = `${direct(origin)}/api/v1/events/${eventId}/imports`;
  return uploaded.parse(await bodyOf(await fetch(address, { method: "POST", headers, body: csv }), 201)).importId;
}

/** Uploads a list and commits it, and waits until it is done. */
export async function importList(instance: Instance, eventId: string, csv: string): Promise<Imported> {
  const importId = await uploadList(instance, eventId, csv);
  const headers = { authorization: `Bearer ${instance.demo.apiKey}` };
  const own = `${direct(instance.origin)}/api/v1/events/${eventId}/imports/${importId}`;
  const json = { ...headers, "content-type": "application/json" };
  await bodyOf(await fetch(`${own}/commit`, { method: "POST", headers: json, body: "{}" }), 202);
  for (let tries = 0; tries < 300; tries += 1) {
    const found = imported.parse(await bodyOf(await fetch(own, { headers }), 200));
    if (found.state === "failed") throw new Error("The import failed.");
    if (found.state === "done") {
      const refused = await (await fetch(`${own}/refused.csv`, { headers })).text();
      const reasons = found.reasons.flatMap(({ code, rows }) => Array.from({ length: rows }, () => code));
      // The first line names the columns.
      return { ...found.counts, reasons: reasons.sort(), toCorrect: refused.trim().split(/\r?\n/).length - 1 };
    }
    await sleep(200);
  }
  throw new Error("The import took over a minute.");
}

/** How the event stands, as a device at the gate is told. */
export async function gateCounts({ origin, demo }: Instance, eventId: string): Promise<z.infer<typeof counted>> {
  const answer = await fetch(`${direct(origin)}/api/gate/counts?eventId=${eventId}`, {
    headers: { authorization: `Bearer ${demo.apiKey}` },
  });
  return counted.parse(await bodyOf(answer, 200));
}

/** Opens tickets by their links, as their holders do, and answers the word each of them shows. */
export async function openTickets({ origin }: Instance, links: readonly string[]): Promise<string[]> {
  const words: string[] = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < links.length; index = next++) {
      const page = await (await fetch(`${direct(origin)}${new URL(links[index] ?? "").pathname}`)).text();
      const word = /<strong[^<>]*>([^<]+)<\/strong>/.exec(page)?.[1];
      if (!word) throw new Error("A ticket's page does not say how the ticket stands.");
      words[index] = word;
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return words;
}

/** Without a look-up of the name, which on some systems begins with an address nobody listens on. */
function direct(origin: string): string {
  return origin.replace("//localhost", "//127.0.0.1");
}

async function bodyOf(answer: Response, status: number): Promise<unknown> {
  const body: unknown = await answer.json();
  if (answer.status !== status) throw new Error(`Answered ${answer.status}: ${JSON.stringify(body)}`);
  return body;
}
