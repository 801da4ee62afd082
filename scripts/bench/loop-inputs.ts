import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { startExport } from "@/lib/domain/exports/commands";
import { asOperator } from "@/lib/entry/operator";
import { turn } from "./calls";
import { reopenDatabase } from "./database";
import type { LoopWorld } from "./loop-world";

/** Something that somebody sends, and once more, for as long as it is measured. */
export type LoopInput = { name: string; send: () => Promise<unknown> };

let calls = 0;
const MEGABYTE = 1024 * 1024;
const uploaded = z.object({ importId: z.string() });
const looked = z.object({ state: z.string() });

/** What strangers send: files, bodies and passwords that are made to hold the server up. */
export function hostileInputs(world: LoopWorld): LoopInput[] {
  const file = (name: string, text: string, atOnce = 1) => ({
    name,
    send: () => Promise.all(Array.from({ length: atOnce }, () => upload(world, text, [400, 201, 429, 503]))),
  });
  return [
    file("995 kB of cells of dots", `contact,n\n${`a@${".".repeat(19_900)}@,1\n`.repeat(50)}`),
    file("131,072 blank lines, four at once", `name,email\n${"\n".repeat(131_072)}`, 4),
    file("5 MB of combining marks", `name,email\n${`a${"\u0315\u0300".repeat(4900)},1\n`.repeat(260)}`),
    file("a line of 5 MB", "x".repeat(5 * MEGABYTE)),
    file("5 MB of quotes", '"'.repeat(5 * MEGABYTE)),
    file("5 MB of commas", ",".repeat(5 * MEGABYTE)),
    file("5 MB of narrow cells", `name,email\n${`${"x,".repeat(99)}x\n`.repeat(10_000)}`),
    { name: "5 MB of parts of a form", send: () => uploadParts(world) },
    { name: "200 wrong passwords at once from 200 addresses", send: () => guessPasswords(world, 200) },
    body(world, "JSON 100,000 deep", `{"tickets":${"[".repeat(100_000)}${"]".repeat(100_000)}}`),
    body(world, "JSON of 80,000 empty tickets", `{"tickets":[${Array(80_000).fill("{}").join()}]}`),
    body(world, "JSON of 12,000 unknown fields", JSON.stringify(fields(12_000))),
    {
      name: "searches of long words",
      send: () => page(world, `/events/${world.fullEventId}?${new URLSearchParams({ q: "guest ".repeat(1000) })}`),
    },
  ];
}

function fields(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`field${n}`, n]));
}

/** What organizers do all day, at the size that is allowed. */
export function honestInputs(world: LoopWorld): LoopInput[] {
  const list = (name: string) =>
    `name,email,reference\n${Array.from({ length: 10_000 }, (_, n) => `Guest Número ${n},${name}-${n}@example.com,${name}-${n}`).join("\n")}\n`;
  let importId = "";
  const path = () => `/api/v1/events/${world.listEventId}/imports/${importId}`;
  return [
    {
      name: "a list of 10,000: upload",
      send: async () => {
        importId = uploaded.parse(await upload(world, list(randomUUID()), [201])).importId;
      },
    },
    { name: "a list of 10,000: its page", send: () => page(world, `/events/${world.listEventId}/import/${importId}`) },
    { name: "a list of 10,000: its state", send: () => call(world, path(), {}, [200]) },
    { name: "a list of 10,000: its refused rows", send: () => call(world, `${path()}/refused.csv`, {}, [200]) },
    {
      name: "a list of 10,000: its commit, to the last ticket",
      send: async () => {
        await call(world, `${path()}/commit`, json("{}"), [202]);
        for (;;) {
          const { state } = looked.parse(await call(world, path(), {}, [200]));
          if (state === "done") return;
          if (state === "failed") throw new Error("The import was stopped.");
          await sleep(500);
        }
      },
    },
    body(world, "500 tickets in one call", JSON.stringify({ tickets: guests(500) }), 201),
    { name: "the page of a full event", send: () => page(world, `/events/${world.fullEventId}`) },
    { name: "the organization's audit", send: () => page(world, "/audit") },
    { name: "the outbox", send: () => page(world, "/outbox") },
    { name: "100,000 attendees as a file", send: () => exportAttendees(world) },
  ];
}

function guests(count: number) {
  return Array.from({ length: count }, (_, n) => ({ name: `Guest ${n}`, email: `guest-${n}@example.com` }));
}

function body(world: LoopWorld, name: string, text: string, status = 400): LoopInput {
  const path = `/api/v1/events/${world.listEventId}/tickets`;
  return { name, send: () => call(world, path, json(text), [status, 429]) };
}

function json(text: string): RequestInit {
  return {
    method: "POST",
    body: text,
    headers: { "content-type": "application/json", "idempotency-key": randomUUID() },
  };
}

function upload(world: LoopWorld, text: string, expected: number[]): Promise<unknown> {
  const init = { method: "POST", body: text, headers: { "content-type": "text/csv" } };
  return call(world, `/api/v1/events/${world.listEventId}/imports`, init, expected);
}

function uploadParts(world: LoopWorld): Promise<unknown> {
  const part = '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n\r\n';
  const text = `${part.repeat(Math.floor((5 * MEGABYTE) / part.length))}--b--\r\n`;
  const init = { method: "POST", body: text, headers: { "content-type": "multipart/form-data; boundary=b" } };
  return call(world, `/api/v1/events/${world.listEventId}/imports`, init, [400, 429]);
}

async function call(world: LoopWorld, path: string, init: RequestInit, expected: number[]): Promise<unknown> {
  const headers = { authorization: `Bearer ${turn(world.apiKeys, calls++)}`, ...init.headers };
  const answer = await fetch(`${world.origin}${path}`, { ...init, headers });
  const text = await answer.text();
  if (!expected.includes(answer.status)) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 300)}`);
  return answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text;
}

async function page(world: LoopWorld, path: string): Promise<void> {
  const answer = await fetch(`${world.origin}/o/bench${path}`, {
    headers: { cookie: world.cookie },
    redirect: "manual",
  });
  await answer.text();
  if (answer.status !== 200) throw new Error(`The page ${path} answered ${answer.status}.`);
}

async function guessPasswords(world: LoopWorld, count: number): Promise<void> {
  const begun = await fetch(`${world.origin}/api/auth/csrf`);
  const cookie = begun.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await begun.json());
  await Promise.all(
    Array.from({ length: count }, async () => {
      const form = { csrfToken, json: "true", email: `${randomUUID()}@example.com`, password: "not the password" };
      const answer = await fetch(`${world.origin}/api/auth/callback/credentials`, {
        method: "POST",
        body: new URLSearchParams(form),
        headers: { cookie, "x-forwarded-for": ["100", ...randomBytes(3)].join(".") },
        redirect: "manual",
      });
      await answer.text();
    }),
  );
}

async function exportAttendees(world: LoopWorld): Promise<void> {
  const database = reopenDatabase();
  const eventId = world.fullEventId;
  const { id } = await asOperator("bench.loop", world.tenant, (ctx) =>
    startExport(ctx, { eventId, kind: "attendees" }),
  );
  await database.close();
  for (;;) {
    const answer = await fetch(`${world.origin}/api/v1/exports/${id}?organization=bench`, {
      headers: { cookie: world.cookie },
    });
    await answer.text();
    if (answer.ok) return;
    if (answer.status !== 409) throw new Error(`The file answered ${answer.status}.`);
    await sleep(1000);
  }
}
