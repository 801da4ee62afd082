import { readFileSync } from "node:fs";
import { type APIResponse, request } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { sendRaw } from "./support/raw-request";
import { keepCookies, sessionCookie, signInAtPage, signInByRequest } from "./support/sign-in";
import { demoTicket, type World } from "./support/world";

/** Asks without following where an answer leads. */
async function ask(world: World, path: string, headers: Record<string, string> = {}): Promise<APIResponse> {
  const context = await request.newContext({ baseURL: world.origin, extraHTTPHeaders: headers });
  return context.get(path, { maxRedirects: 0 });
}

const nonceOf = (answer: APIResponse) => /'nonce-([^']+)'/.exec(answer.headers()["content-security-policy"] ?? "")?.[1];

test.describe("headers", () => {
  for (const path of ["/", "/sign-in", "/nothing-here", "ticket"]) {
    test(`${path}: a content policy with a nonce of its own, and the rest`, async ({ world }) => {
      const asked = path === "ticket" ? `/t/${demoTicket(world, 30).link}` : path;
      const answers = [await ask(world, asked), await ask(world, asked)];
      const nonces = answers.map(nonceOf);
      expect(new Set(nonces).size).toBe(2);
      for (const [index, answer] of answers.entries()) {
        const headers = answer.headers();
        const policy = headers["content-security-policy"] ?? "";
        for (const part of [
          "default-src 'self'",
          "object-src 'none'",
          "base-uri 'none'",
          "form-action 'self'",
          "frame-ancestors 'none'",
        ]) {
          expect(policy).toContain(part);
        }
        expect(/script-src [^;]*/.exec(policy)?.[0]).not.toMatch(/'unsafe-inline'|'unsafe-eval'|https?:|\*/);
        expect(headers).toMatchObject({
          "x-content-type-options": "nosniff",
          "x-frame-options": "DENY",
          "cross-origin-opener-policy": "same-origin",
        });
        expect(headers["permissions-policy"]).toContain("camera=(self)");
        expect(headers).not.toHaveProperty("x-powered-by");
        // Every script of the page carries the nonce of its own answer.
        const scripts = (await answer.text()).match(/<script\b[^>]*>/g) ?? [];
        expect(scripts.length).toBeGreaterThan(0);
        for (const script of scripts) expect(script).toContain(`nonce="${nonces[index]}"`);
      }
    });
  }

  test("a ticket's page is kept by nobody, found by no search, and its address goes nowhere", async ({ world }) => {
    const { headers, text } = await (async () => {
      const answer = await ask(world, `/t/${demoTicket(world, 30).link}`);
      return { headers: answer.headers(), text: await answer.text() };
    })();
    expect(headers["cache-control"]).toContain("no-store");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["x-robots-tag"]).toContain("noindex");
    expect(text).toMatch(/<meta name="robots" content="noindex/);
  });

  test("answers of the gate's API are kept by nobody", async ({ world }) => {
    const { status, headers } = await ask(world, "/api/gate/events").then((answer) => ({
      status: answer.status(),
      headers: answer.headers(),
    }));
    expect(status).toBe(401);
    expect(headers["cache-control"]).toContain("no-store");
    expect(headers["content-type"]).toContain("application/problem+json");
    expect(headers["x-content-type-options"]).toBe("nosniff");
  });
});

test("what a stranger claims about host and address changes nothing", async ({ world }) => {
  const spoofed = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    "x-forwarded-for": "203.0.113.9",
    forwarded: "host=evil.example;proto=https",
    "x-usher-path": "/t/secret",
    "x-usher-peer": "203.0.113.9",
    "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy",
  };
  for (const headers of [spoofed, { host: "evil.example" }]) {
    const page = await ask(world, `/o/${world.demo.organization}`, headers);
    expect(page.status()).toBe(307);
    const location = page.headers().location ?? "";
    expect(location).not.toContain("evil.example");
    expect(location).toContain(`/sign-in?next=${encodeURIComponent(`/o/${world.demo.organization}`)}`);
    const csrf = await ask(world, "/api/auth/signin", headers);
    expect(csrf.headers().location ?? "").not.toContain("evil.example");
    expect(await (await ask(world, "/api/auth/providers", headers)).text()).not.toContain("evil.example");
  }
});

const FORM = { "content-type": "multipart/form-data; boundary=x" };
const TYPED = { "content-type": "application/x-www-form-urlencoded" };
const CREDENTIALS = "POST /api/auth/callback/credentials";

/** What no page of ours sends, and what it is answered. */
const STRANGE: [number, string, Record<string, string>?, string?][] = [
  [400, "GET /t/%zz"],
  [400, "GET /o/%00"],
  [400, "GET /sign-in?next=%00"],
  [400, "GET *"],
  [400, "GET ftp://here/"],
  [405, "TRACE /sign-in"],
  [405, "PROPFIND /"],
  [400, "GET /", { host: "a b" }],
  [403, "POST /sign-in", { ...FORM, origin: "https://evil.example" }, "--x--\r\n"],
  [403, "POST /sign-in", { ...FORM, origin: "null" }, "--x--\r\n"],
  [403, "POST /sign-in", { ...FORM, "sec-fetch-site": "cross-site" }, "--x--\r\n"],
  [400, "POST /sign-in", FORM, "--x\r\nhalf"],
  [400, "POST /sign-in", { "next-action": "none", "content-type": "text/plain" }, "[]"],
  [405, "OPTIONS /sign-in"],
  [405, "GET /api/auth/callback/credentials"],
  [404, "GET /api/auth/callback/github"],
  [400, CREDENTIALS, TYPED, "callbackUrl=https%3A%2F%2Fevil.example"],
  [400, CREDENTIALS, TYPED, "callbackUrl=%3A%3A"],
  [403, CREDENTIALS, { ...TYPED, origin: "https://evil.example" }, "json=true"],
  [400, CREDENTIALS, { "content-type": "application/json" }, "{"],
  [400, "GET /api/auth/session", { cookie: "usher.callback=%3A%3A" }],
];

test("strange requests are refused, each in one line of the log, which stays JSON", async ({ world }) => {
  const before = readFileSync(world.logFile, "utf8").length;
  const answers: { asked: string; status: number; requestId: string }[] = [];
  for (const [, line, headers, body] of STRANGE) {
    const { status, requestId } = await sendRaw(world, { line, headers, body });
    answers.push({ asked: line, status, requestId });
  }
  expect(answers.map(({ asked, status }) => [status, asked])).toEqual(STRANGE.map(([status, line]) => [status, line]));
  await expect(async () => {
    const lines = readFileSync(world.logFile, "utf8").slice(before).split("\n").filter(Boolean);
    const logged = lines.map((line): { requestId?: string; level: number } => JSON.parse(line));
    for (const { asked, requestId } of answers) {
      expect([asked, logged.filter((line) => line.requestId === requestId)]).toEqual([
        asked,
        [expect.objectContaining({ level: 30 })],
      ]);
    }
  }).toPass();
});

test("a connection that asks for another protocol is served like any other, and left open for nobody", async ({
  world,
}) => {
  const headers = { connection: "Upgrade, close", upgrade: "websocket" };
  for (const path of ["/sign-in", "/_next/webpack-hmr"])
    expect([200, 404]).toContain((await sendRaw(world, { line: `GET ${path}`, headers })).status);
});

test("anybody may report to next-auth's log, and nothing is written", async ({ world }) => {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ code: "a-strangers-words" });
  expect((await sendRaw(world, { line: "POST /api/auth/_log", headers, body })).status).toBe(204);
  expect(readFileSync(world.logFile, "utf8")).not.toContain("a-strangers-words");
});

test("two hundred page loads at once are drawn, or told when to come again", async ({ openAs, world }) => {
  const page = await openAs("organizer");
  const cookie = await sessionCookie(page.context());
  const load = async () => {
    const answer = await ask(world, `/o/${world.demo.organization}`, { cookie });
    return [answer.status(), answer.status() === 503 ? Number(answer.headers()["retry-after"]) > 0 : true];
  };
  const answers = await Promise.all(Array.from({ length: 200 }, load));
  for (const answer of answers)
    expect([
      [200, true],
      [503, true],
    ]).toContainEqual(answer);
  expect(answers.filter(([status]) => status === 200).length).toBeGreaterThan(0);
});

test("other addresses do not lift the limit on guessing a password", async ({ world }) => {
  const context = await request.newContext({ baseURL: world.origin });
  const { csrfToken } = await (await context.get("/api/auth/csrf")).json();
  const outcomes: string[] = [];
  for (let guess = 0; guess < 7; guess += 1) {
    const answer = await context.post("/api/auth/callback/credentials", {
      headers: { "x-forwarded-for": `203.0.113.${guess}`, "x-usher-peer": `203.0.113.${guess}` },
      form: { email: "nobody@example.com", password: `guess ${guess}`, csrfToken, json: "true" },
    });
    outcomes.push(new URL((await answer.json()).url).searchParams.get("error")?.split(":")[0] ?? "");
  }
  expect(outcomes).toEqual([...Array(5).fill("INVALID_CREDENTIALS"), "RATE_LIMITED", "RATE_LIMITED"]);
});

test.describe("after signing in", () => {
  for (const next of [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "/\t/evil.example",
  ]) {
    test(`${JSON.stringify(next)} leads nowhere else`, async ({ page, world }) => {
      await signInAtPage(page, world.elsewhere.admin, next);
      await expect(page).toHaveURL(`${world.origin}/o`);
      // Already signed in, the page leads on by itself.
      await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
      await expect(page).toHaveURL(`${world.origin}/o`);
    });
  }

  test("next-auth's own callback address leads nowhere else either", async ({ world }) => {
    const context = await request.newContext({ baseURL: world.origin });
    const { csrfToken } = await (await context.get("/api/auth/csrf")).json();
    const { email, password } = world.elsewhere.admin;
    const form = { email, password, csrfToken, callbackUrl: "https://evil.example/", json: "true" };
    expect((await context.post("/api/auth/callback/credentials", { form })).status()).toBe(400);
    const answer = await context.post("/api/auth/callback/credentials", { form: { ...form, callbackUrl: "/o" } });
    const { cookies } = await context.storageState();
    await keepCookies(cookies);
    expect(new URL((await answer.json()).url).href).toBe(`${world.origin}/o`);
    // By this the browser has a lane of its own the next time.
    const device = cookies.find(({ name }) => name === "usher.device");
    expect(device).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
    expect(device?.value).not.toContain(email.split("@")[0]);
  });
});

test.describe("who may see what", () => {
  test("another organization's pages are not found, with its slug or through one's own", async ({
    openAs,
    watch,
    world,
  }) => {
    watch.allow(/status of 404/);
    const page = await openAs("organizer");
    const { demo, elsewhere } = world;
    const paths = [
      `/o/${elsewhere.organization}`,
      `/o/${elsewhere.organization}/events/${elsewhere.event.id}`,
      `/o/${elsewhere.organization}/outbox`,
      `/o/${demo.organization}/events/${elsewhere.event.id}`,
      `/o/${demo.organization}/outbox/${elsewhere.messageId}`,
      `/gate/${elsewhere.organization}`,
      "/o/no-such-organization",
    ];
    for (const path of paths) {
      expect([path, (await page.goto(path))?.status()]).toEqual([path, 404]);
      const text = await page.locator("body").textContent();
      expect(text).not.toContain(elsewhere.event.name);
      expect(text).not.toContain("Nadia Nowhere");
    }
  });

  test("gate staff see no organizer's page and issue nothing", async ({ openAs, watch, world }) => {
    watch.allow(/status of (404|401|403)/);
    const page = await openAs("gateStaff");
    const home = `/o/${world.demo.organization}`;
    for (const path of [home, `${home}/events/new`, `${home}/outbox`, `${home}/events/${world.demo.event.id}`]) {
      const status = (await page.goto(path))?.status();
      const shown = (await page.locator("main, body").first().textContent()) ?? "";
      expect([path, status], shown).toEqual([path, 404]);
    }
    const issued = await page.request.post(`/api/v1/events/${world.demo.event.id}/tickets`, {
      headers: { "idempotency-key": crypto.randomUUID() },
      data: { tickets: [{ name: "Mallory", email: "mallory@example.com" }] },
    });
    expect(issued.status()).toBe(401);
  });

  test("a request that another site's page makes with this browser's cookies is refused", async ({ openAs, world }) => {
    const { request: asGate } = await openAs("gateStaff");
    const data = {
      organization: world.demo.organization,
      eventId: world.demo.event.id,
      code: demoTicket(world, 31).code,
      device: { id: crypto.randomUUID(), label: "Phone" },
    };
    const foreign: Record<string, string>[] = [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }];
    for (const headers of foreign) {
      expect((await asGate.post("/api/gate/preview", { data, headers })).status()).toBe(403);
    }
    expect((await asGate.post("/api/gate/preview", { data, headers: { origin: world.origin } })).status()).toBe(200);
  });
});

test("a session that was signed out is dead on the server, wherever its cookie was copied to", async ({
  page,
  world,
}) => {
  await signInAtPage(page, world.demo.gateStaff, `/gate/${world.demo.organization}`);
  const cookie = await sessionCookie(page.context());
  const events = `/api/gate/events?organization=${world.demo.organization}`;
  expect((await ask(world, events, { cookie })).status()).toBe(200);
  const { csrfToken } = await (await page.request.get("/api/auth/csrf")).json();
  await page.request.post("/api/auth/signout", { form: { csrfToken, json: "true" } });
  expect((await ask(world, events, { cookie })).status()).toBe(401);
  expect((await ask(world, `/gate/${world.demo.organization}`, { cookie })).status()).toBe(307);
});

test("the button signs out, on the server too", async ({ page, world }) => {
  await signInAtPage(page, world.elsewhere.admin);
  const cookie = await sessionCookie(page.context());
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(`${world.origin}/`);
  expect((await ask(world, "/api/gate/events?organization=quiet", { cookie })).status()).toBe(401);
});

test("a cookie that was changed, or signed by somebody else, is nobody", async ({ world }) => {
  const context = await signInByRequest(world.origin, world.elsewhere.admin);
  const { cookies } = await context.storageState();
  const cookie = await sessionCookie({ cookies: async () => cookies });
  const [head, body, signature] = cookie.split(".");
  const unsigned = Buffer.from('{"alg":"none"}').toString("base64url");
  for (const forged of [
    `${head}.${body}.${signature?.slice(0, -4)}AAAA`,
    `usher.session=${unsigned}.${body}.`,
    `usher.session=${body}`,
  ]) {
    expect((await ask(world, "/api/gate/events?organization=quiet", { cookie: forged })).status()).toBe(401);
  }
  expect((await ask(world, "/api/gate/events?organization=quiet", { cookie })).status()).toBe(200);
});
