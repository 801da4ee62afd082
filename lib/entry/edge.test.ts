import { request as ask, createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createGzip } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError } from "@/lib/core/errors";
import { useLogLines } from "@/lib/testing/log-lines";
import { useSettings } from "@/lib/testing/settings";
import { requestEdge } from "./edge";
import { logged } from "./pipeline";
import { catchPrinted } from "./printed";

useSettings();

type Framework = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
const lines = useLogLines();
let server: Server;
let restore = () => {};

beforeEach(() => {
  restore = catchPrinted();
});
afterEach(async () => {
  restore();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

/** Serves behind the edge what a framework does with a request. */
async function behindTheEdge(framework: Framework): Promise<void> {
  server = createServer(requestEdge(framework, []));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
}

type Asking = { method?: string; path?: string; headers?: Record<string, string>; body?: string };
type Answer = { status: number; headers: IncomingMessage["headers"]; body: string };

function get({ method = "GET", path = "/", headers = {}, body }: Asking = {}): Promise<Answer> {
  const { port } = server.address() as AddressInfo;
  return new Promise((done, fail) => {
    const sent = ask({ port, host: "127.0.0.1", method, path, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () =>
        done({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on("error", fail).end(body);
  });
}

/** As a framework answers what it could not do. */
function fail(response: ServerResponse): void {
  console.error(new Error("Mia's own words"));
  response.statusCode = 500;
  response.setHeader("content-type", "text/html");
  response.write("<h1>Inter");
  response.end("nal</h1>");
}

const door = (code: ConstructorParameters<typeof AppError>[0]) =>
  logged({ name: "page", requestId: "r1" }, async () => {
    throw new AppError(code, { retryAfter: 2 });
  });

describe("what a page could not be drawn for", () => {
  it.each(["UNAVAILABLE", "BUSY"] as const)("%s is told as 503, by a page that needs nothing else", async (code) => {
    await behindTheEdge((_request, response) => door(code).catch(() => fail(response)));
    const answer = await get({ path: "/o/demo" });
    expect(answer.status).toBe(503);
    expect(answer.headers).toMatchObject({ "retry-after": "2", "cache-control": "no-store" });
    expect(answer.body).toMatch(/^<!doctype html>.*<h1>One moment<\/h1>.*<\/html>$/s);
    expect(lines).toEqual([expect.objectContaining({ level: 50, refusal: code, requestId: "r1" })]);
  });

  it("also when what the framework sends is packed on its way", async () => {
    await behindTheEdge(async (_request, response) => {
      await door("UNAVAILABLE").catch(() => undefined);
      response.statusCode = 500;
      response.setHeader("content-encoding", "gzip");
      const packed = createGzip();
      packed.pipe(response);
      packed.end("<h1>Internal</h1>".repeat(1000));
      await new Promise((done) => response.once("close", done));
    });
    const answer = await get();
    expect(answer.status).toBe(503);
    expect(answer.headers["content-encoding"]).toBeUndefined();
    expect(answer.body).toMatch(/<\/html>$/);
  });

  it("a fault of ours stays 500, is told once, and not in the sender's words", async () => {
    await behindTheEdge((_request, response) => door("INTERNAL").catch(() => fail(response)));
    expect(await get({ headers: { rsc: "1" } })).toMatchObject({ status: 500, body: "<h1>Internal</h1>" });
    expect(lines).toHaveLength(1);
    lines.length = 0;
    // Behind a refusal, and behind no door of ours, too.
    server.removeAllListeners("request");
    server.on(
      "request",
      requestEdge((_request, response) => door("FORBIDDEN").catch(() => fail(response)), []),
    );
    expect((await get()).status).toBe(500);
    await vi.waitFor(() => expect(lines.map(({ level }) => level)).toEqual([30, 50]));
    lines.length = 0;
    server.removeAllListeners("request");
    server.on(
      "request",
      requestEdge(async (_request, response) => fail(response), []),
    );
    expect((await get()).status).toBe(500);
    await vi.waitFor(() =>
      expect(lines).toEqual([expect.objectContaining({ level: 50, error: "Error", status: 500 })]),
    );
    expect(JSON.stringify(lines)).not.toContain("Mia");
  });
});

describe("what breaks before it reaches a door", () => {
  it.each<Asking>([
    { method: "POST", body: "half", headers: { "content-type": "multipart/form-data; boundary=x" } },
    { headers: { rsc: "1", "next-router-state-tree": "junk" } },
    { method: "POST", headers: { "next-action": "none" } },
  ])("in the framework's own protocol was not what our pages send: %j", async (asking) => {
    await behindTheEdge(async (_request, response) => fail(response));
    expect((await get(asking)).status).toBe(400);
    await vi.waitFor(() => expect(lines).toHaveLength(1));
    expect(lines[0]).toMatchObject({ level: 30, msg: "refused", refusal: "VALIDATION_FAILED", error: "Error" });
  });

  it("what the framework refuses by itself has its line, too", async () => {
    await behindTheEdge(async ({ url }, response) => {
      response.statusCode = url === "/there" ? 200 : 404;
      response.end();
    });
    await get({ path: "/there" });
    await get({ path: "/nowhere" });
    await vi.waitFor(() =>
      expect(lines).toEqual([expect.objectContaining({ level: 30, msg: "refused", status: 404 })]),
    );
  });

  it("a framework that throws is answered for", async () => {
    await behindTheEdge(async () => {
      throw new Error("Mia's own words");
    });
    expect(await get({ path: "/api/auth/session" })).toMatchObject({ status: 500 });
    expect(lines).toEqual([expect.objectContaining({ level: 50, refusal: "INTERNAL" })]);
  });
});

describe("what is printed outside of requests", () => {
  it("is a line of its own where it is an error, and otherwise a sentence to whoever runs the process", async () => {
    await behindTheEdge(async (_request, response) => void response.end());
    console.error("Oh", new Error("Mia's own words"));
    expect(lines).toEqual([expect.objectContaining({ level: 50, msg: "printed", error: "Error" })]);
    expect(JSON.stringify(lines)).not.toContain("Mia");
    restore();
    const said = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    restore = catchPrinted();
    console.warn("Usher stops.");
    expect(said).toHaveBeenCalledWith("Usher stops.");
    said.mockRestore();
  });
});

describe("what is refused before anything is asked", () => {
  it.each<[number, Asking]>([
    [400, { path: "/t/%zz" }],
    [400, { path: "/t/%ED%A0%80" }],
    [400, { path: "/o/%00" }],
    [400, { path: "/?q=%00" }],
    [400, { path: "*" }],
    [400, { path: "ftp://here/" }],
    [400, { headers: { host: "a b" } }],
    [400, { headers: { host: "a/b" } }],
    [405, { method: "TRACE" }],
    [405, { method: "PROPFIND" }],
    [403, { method: "POST", headers: { origin: "https://evil.example" } }],
    [403, { method: "POST", headers: { origin: "null" } }],
    [403, { method: "POST", headers: { "sec-fetch-site": "cross-site" } }],
    [403, { method: "POST", headers: { "sec-fetch-site": "same-site", origin: "http://usher.test" } }],
    [405, { method: "DELETE" }],
    [405, { method: "OPTIONS" }],
  ])("%i: %j", async (status, asking) => {
    await behindTheEdge(async (_request, response) => void response.end("served"));
    const answer = await get(asking);
    expect(answer.status).toBe(status);
    expect(lines).toEqual([
      expect.objectContaining({ level: 30, msg: "refused", requestId: answer.headers["x-request-id"] }),
    ]);
  });

  it("an address of the API says so as problem details", async () => {
    await behindTheEdge(async (_request, response) => void response.end("served"));
    const answer = await get({ path: "/api/v1/events/%zz/door" });
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(answer.body)).toMatchObject({ status: 400, code: "VALIDATION_FAILED" });
  });

  it("our own pages' forms are served, and the framework finds an Origin that it trusts", async () => {
    const seen: unknown[] = [];
    await behindTheEdge(async ({ headers, url }, response) => {
      seen.push([headers.origin, headers.host, headers["x-forwarded-host"], url]);
      response.end("served");
    });
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const own: Record<string, string>[] = [
      {},
      { origin: "http://usher.test" },
      { origin: `http://${host}` },
      { origin: "null", "sec-fetch-site": "same-origin" },
    ];
    for (const headers of own) expect((await get({ method: "POST", headers })).status).toBe(200);
    expect(new Set(seen.map(String))).toEqual(new Set([`http://${host},${host},,/`]));
    await get({ path: "http://elsewhere.example/o/demo?q=1" });
    expect(String(seen.at(-1))).toMatch(/,\/o\/demo\?q=1$/);
    expect(lines).toEqual([]);
  });
});

describe("pages stand in line", () => {
  it("sixteen at once, and the rest in turn; the API beside them does not wait", async () => {
    let [inside, most] = [0, 0];
    await behindTheEdge(async ({ url }, response) => {
      if (url?.startsWith("/api/")) return void response.end("now");
      inside += 1;
      most = Math.max(most, inside);
      await sleep(20);
      inside -= 1;
      response.end("drawn");
    });
    const pages = Array.from({ length: 200 }, () => get({ path: "/o/demo" }));
    expect((await get({ path: "/api/v1/exports/1" })).body).toBe("now");
    expect(new Set((await Promise.all(pages)).map(({ status }) => status))).toEqual(new Set([200]));
    expect(most).toBe(16);
  });

  it("a form does not wait behind pages, and who gave up leaves the line", async () => {
    const held: ServerResponse[] = [];
    let drawn = 0;
    await behindTheEdge(async ({ method, url }, response) => {
      if (method === "POST" || url === "/last") response.end("served");
      else if (url === "/gone") drawn += 1;
      else held.push(response);
    });
    const pages = Array.from({ length: 16 }, () => get({ path: "/held" }));
    await vi.waitFor(() => expect(held).toHaveLength(16));
    const gone = Array.from({ length: 5 }, () => {
      const { port } = server.address() as AddressInfo;
      const sent = ask({ port, host: "127.0.0.1", path: "/gone", agent: false });
      sent.on("error", () => undefined).end();
      return sent;
    });
    expect((await get({ method: "POST" })).body).toBe("served");
    for (const sent of gone) sent.destroy();
    const last = get({ path: "/last" });
    await sleep(50);
    for (const response of held) response.end("drawn");
    expect((await last).body).toBe("served");
    await Promise.all(pages);
    expect(drawn).toBe(0);
  });

  it("a connection that asks for many at once has one drawn after the other, and holds no place once it is gone", async () => {
    const held: ServerResponse[] = [];
    await behindTheEdge(async ({ url }, response) => {
      if (url === "/held") held.push(response);
      else response.end("served");
    });
    const floods = Array.from({ length: 15 }, () => {
      const flood = connect((server.address() as AddressInfo).port, "127.0.0.1");
      flood.on("error", () => undefined).write("GET /held HTTP/1.1\r\nHost: usher.test\r\n\r\n".repeat(40));
      return flood;
    });
    await vi.waitFor(() => expect(held).toHaveLength(15));
    expect((await get()).body).toBe("served");
    for (const flood of floods) flood.destroy();
    await vi.waitFor(() => expect(held.filter(({ req }) => !req.socket.destroyed)).toEqual([]));
    const more = Array.from({ length: 16 }, () => get());
    expect((await Promise.all(more)).map(({ body }) => body)).toEqual(Array(16).fill("served"));
    expect(held).toHaveLength(15);
  });

  it("what is sent does not wait for who is slow for long, and a crowd of it is begun by sixteen", async () => {
    const held: { response: ServerResponse; at: number }[] = [];
    await behindTheEdge(async ({ url }, response) => {
      if (url === "/api/held") held.push({ response, at: performance.now() });
      else response.end("served");
    });
    const slow = Array.from({ length: 20 }, () => get({ method: "POST", path: "/api/held" }));
    await vi.waitFor(() => expect(held).toHaveLength(20), 10_000);
    expect((held[16]?.at ?? 0) - (held[0]?.at ?? 0)).toBeGreaterThan(250);
    for (const { response } of held) response.end("late");
    expect((await Promise.all(slow)).map(({ body }) => body)).toEqual(Array(20).fill("late"));
  });
});
