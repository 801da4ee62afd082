import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { resetLimiters } from "@/lib/core/rate-limit";
import { troubleText } from "@/lib/domain/imports/rules";
import { routeHandlers } from "@/lib/testing/exports";
import { type Populated, populate } from "@/lib/testing/populated";
import { callRoute } from "@/lib/testing/route-cases";
import { signInMember } from "@/lib/testing/sessions";
import { useSettings } from "@/lib/testing/settings";
import { useWorld } from "@/lib/testing/world";

const handlers = await routeHandlers();
const world = useWorld();
useSettings();
let mine: Populated;

beforeAll(async () => {
  // Doors go by the real clock.
  world.now = new Date();
  mine = await populate(world);
});
beforeEach(() => resetLimiters());

type Body = ConstructorParameters<typeof Request>[1] & {};
const UPLOAD = "POST /api/v1/events/[eventId]/imports";

function send(body: Body["body"], headers: Record<string, string> = {}, query = ""): Promise<Response> {
  const handler = handlers.get(UPLOAD) as (request: Request, context: object) => Promise<Response>;
  const request = new Request(`http://usher.test/api/v1/events/${mine.event.id}/imports${query}`, {
    method: "POST",
    body,
    headers: { authorization: `Bearer ${mine.apiKey.secret}`, ...headers },
    duplex: "half",
  } as RequestInit);
  return handler(request, { params: Promise.resolve({ eventId: mine.event.id }) });
}
const csv = (body: Body["body"]) => send(body, { "content-type": "text/csv; charset=utf-8" });
function form(content: BlobPart, name = "guests.csv"): FormData {
  const data = new FormData();
  data.set("file", new File([content], name));
  return data;
}
const LIST = "name,email\nAna,ana@example.com\nBen,ben\n";
const MB = 1024 * 1024;

describe("a file that is uploaded", () => {
  it("may be the body itself, or the field of a form", async () => {
    const answered = { rows: 2, headers: ["name", "email"], counts: { issue: 1, refused: 1 } };
    const raw = await csv(LIST);
    expect([raw.status, await raw.json()]).toEqual([
      201,
      expect.objectContaining({ fileName: "guests.csv", ...answered }),
    ]);
    const sent = await send(form(LIST, 'C:\\lists\\Große "Gäste".csv'));
    expect([sent.status, await sent.json()]).toEqual([
      201,
      expect.objectContaining({ fileName: "Große Gäste.csv", ...answered }),
    ]);
  });

  it("may come from the organizer's own page, signed in", async () => {
    const { cookie } = await signInMember(world, mine);
    const headers = { authorization: "", cookie, "sec-fetch-site": "same-origin" };
    const { status } = await send(form(LIST), headers, `?organization=${mine.tenant.slug}`);
    // Gate staff is who this member is: known, but not allowed.
    expect(status).toBe(403);
  });

  it("is refused as another kind of body, with what is taken", async () => {
    for (const type of ["application/json", "application/pdf", "application/vnd.ms-excel", ""]) {
      const response = await send(new TextEncoder().encode(LIST), type ? { "content-type": type } : {});
      expect(response.status).toBe(415);
      expect(await response.json()).toMatchObject({
        code: "UNSUPPORTED_MEDIA_TYPE",
        title: "Send this as text/csv or multipart/form-data.",
      });
    }
    const broken = await send("no form", { "content-type": "multipart/form-data; boundary=x" });
    expect([broken.status, (await broken.json()).fields]).toEqual([400, { "": "The body is not a form." }]);
    const without = await send(new FormData());
    expect([without.status, Object.keys((await without.json()).fields)]).toEqual([400, ["file"]]);
  });

  it("of more than 5 MB is refused in words, with its length said or not", async () => {
    const large = new Uint8Array(5 * MB + 1).fill(97);
    const slowly = new ReadableStream({
      async pull(controller) {
        controller.enqueue(large.subarray(0, MB));
        this.sent = (this.sent ?? 0) + 1;
        if (this.sent === 8) controller.close();
      },
    } as UnderlyingDefaultSource & { sent?: number });
    for (const response of [await csv(large), await send(form(large)), await csv(slowly)]) {
      expect(response.status).toBe(413);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(await response.json()).toMatchObject({
        code: "BODY_TOO_LARGE",
        title: "That is larger than 5 MB, the most that is accepted here.",
      });
    }
  });

  it("of 10,000 rows and almost 5 MB is taken, one row more is not", async () => {
    const rows = (count: number, width: number) =>
      `name,email,note\n${Array.from({ length: count }, (_, n) => `Guest ${n},g${n}@example.com,${"x".repeat(width)}`).join("\n")}`;
    const most = await csv(rows(10_000, 480));
    expect([most.status, (await most.json()).rows]).toEqual([201, 10_000]);
    const more = await csv(rows(10_001, 1));
    expect([more.status, (await more.json()).fields]).toEqual([400, { file: troubleText("TOO_MANY_ROWS") }]);
  });
});

const latin1 = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
const REFUSED: [name: string, content: BodyInit, sentence: string][] = [
  ["a spreadsheet", new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 6, 0, 8, 0]), troubleText("SPREADSHEET")],
  ["an old spreadsheet", new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), troubleText("SPREADSHEET")],
  ["a PDF", "%PDF-1.7\n%âãÏÓ", troubleText("PDF")],
  ["a picture", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]), troubleText("IMAGE")],
  ["UTF-16", new Uint8Array(Buffer.from(`\ufeff${LIST}`, "utf16le")), troubleText("UTF16")],
  ["Latin-1", latin1("name,email\nJosé,jose@example.com"), troubleText("NOT_UTF8")],
  ["NUL bytes", "name,email\nA\0na,ana@example.com", troubleText("BINARY")],
  ["an empty file", "", troubleText("EMPTY")],
  ["empty lines", "\r\n\r\n  \r\n", troubleText("EMPTY")],
  ["a header alone", "name,email\r\n", troubleText("NO_ROWS")],
  ["no header", "Ana,ana@example.com\nBen,ben@example.com", troubleText("NO_HEADER")],
  ["no column of emails", "name,phone\nAna,+63 917 555 0101", troubleText("NO_EMAIL_COLUMN")],
  ["200 columns", `name,email${",x".repeat(198)}\nAna,ana@example.com`, troubleText("TOO_MANY_COLUMNS")],
  ["a cell of 1 MB", `name,email\n${"x".repeat(1_000_000)},ana@example.com`, troubleText("RECORD_TOO_LONG", 2)],
  ["an open quote", 'name,email\nAna,ana@example.com\n"Ben,ben@example.com\n', troubleText("QUOTE_OPEN", 3)],
];

describe("ugly files that are refused say what to do", () => {
  it.each(REFUSED)("%s", async (_name, content, sentence) => {
    const response = await csv(content);
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ code: "VALIDATION_FAILED", fields: { file: sentence }, trouble: expect.any(String) }),
    ]);
  });
});

const TAKEN: [name: string, content: string, issue: number, refused: number][] = [
  ["a mark, semicolons, CRLF and accents", "\ufeffNom;Courriel\r\nZoë Ünal;zoe@example.com\r\n", 1, 0],
  ["tabs", "name\temail\nReyes, Ana\tana@example.com\n", 1, 0],
  ["old Mac line ends", "name,email\rAna,ana@example.com\rBen,ben@example.com", 2, 0],
  ["quoted newlines and delimiters", 'name,email\n"Reyes,\nAna",ana@example.com\n"Cruz; Ben",ben@example.com', 2, 0],
  ["ragged rows and empty lines", "name,email\n\nAna,ana@example.com,more,and more\nBen\n,,,\n\n", 1, 1],
  ["spaces round everything", " Name , Email \n Ana , ANA@EXAMPLE.COM \n", 1, 0],
  ["Excel's own first line", "sep=;\r\nname;email\r\nAna;ana@example.com\r\n", 1, 0],
  ["the same header twice", "name,email,email\nAna,ana@example.com,other@example.com", 1, 0],
  ["a header of emails that has another name", "guest,contact\nAna,ana@example.com\nBen,ben@example.com", 2, 0],
  ["right to left and emoji", "name,email\nليلى 🎟️,layla@example.com\n", 1, 0],
  ["formulas", "name,email\n=cmd|' /C calc'!A0,ana@example.com\n@SUM(1),ben@example.com\n", 2, 0],
];

describe("ugly files that are taken", () => {
  it.each(TAKEN)("%s", async (_name, content, issue, refused) => {
    const response = await csv(content);
    expect([response.status, (await response.json()).counts]).toEqual([201, { issue, refused }]);
  });
});

describe("the rest of an import's way, for a program", () => {
  const call = (name: string, importId: string, sent: object = {}) =>
    callRoute(name, handlers.get(name), {
      params: { eventId: mine.event.id, importId },
      sent,
      headers: { authorization: `Bearer ${mine.apiKey.secret}` },
    });
  const IMPORT = "/api/v1/events/[eventId]/imports/[importId]";

  it("looks, commits with other columns, and downloads what was refused", async () => {
    const { importId } = await (await csv("who,email\nAna,ana@example.com\nBen,ben\n")).json();
    const columns = { name: 0, email: 1 };
    const looked = await (await call(`GET ${IMPORT}`, importId)).json();
    expect(looked).toMatchObject({ state: "preview", counts: { issue: 0, refused: 2 }, progress: null });
    const missing = await call(`POST ${IMPORT}/commit`, importId);
    expect([missing.status, (await missing.json()).fields]).toEqual([400, { "columns.name": expect.any(String) }]);
    const committed = await call(`POST ${IMPORT}/commit`, importId, { columns });
    expect([committed.status, await committed.json()]).toEqual([202, { importId, runId: expect.any(String) }]);
    expect(await (await call(`GET ${IMPORT}`, importId)).json()).toMatchObject({
      state: "queued",
      progress: { total: 2, done: 0, refused: 0 },
    });
    const refused = await call(`GET ${IMPORT}/refused.csv`, importId);
    expect(refused.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(refused.headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''guests-refused.csv");
    expect(refused.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(Buffer.from(await refused.arrayBuffer()).toString("utf8")).toBe(
      "\ufeffline,reason,who,email\r\n3,This is not an email address.,Ben,ben\r\n",
    );
  });
});
