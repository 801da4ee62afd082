import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createGateClient, type GateClient, type Silence, type Timers } from "./gate-client";
import { askOnce, createWaker, untilAnswered } from "./until-answered";

// A real server on loopback that keeps the gate's promise (one admission per scanId, the same answer again) and can be
// told to be slow, to cut the line, or to answer nonsense.

const SCAN_ID = "0d3f3a52-2f0c-4f43-9c0e-4b8f2f1f6a01";
const DEVICE_ID = "5b0f3a52-2f0c-4f43-9c0e-4b8f2f1f6a02";
const CONFIRM = { previewToken: "token", scanId: SCAN_ID, deviceId: DEVICE_ID };
const ADMITTED = {
  verdict: "ADMITTED",
  ticket: { name: "Ana Cruz", number: 17 },
  admittedAt: "2026-11-21T11:02:00.000Z",
  checkInId: "9b0f3a52-2f0c-4f43-9c0e-4b8f2f1f6a03",
};

type Fault = (response: ServerResponse, answer: () => void) => void;

const timers: Timers = {
  setTimeout: (run, ms) => Number(setTimeout(run, ms)),
  clearTimeout: (timer) => clearTimeout(timer),
};

let base = "";
let faults: Fault[] = [];
let seenScanIds: string[] = [];
let admissions = 0;
let asked: { method?: string; address?: string; body: unknown }[] = [];
let server: ReturnType<typeof createServer>;

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text) as Record<string, unknown>;
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

beforeEach(async () => {
  faults = [];
  seenScanIds = [];
  admissions = 0;
  asked = [];
  server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    asked.push({ method: request.method, address: request.url, body });
    const scanId = String(body.scanId);
    if (!seenScanIds.includes(scanId)) admissions += 1;
    seenScanIds.push(scanId);
    const answer = () => json(response, 200, ADMITTED);
    const fault = faults.shift();
    if (fault) fault(response, answer);
    else answer();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function client(timeoutMs = 2_000): GateClient {
  return createGateClient({
    organization: "lakeside",
    timers,
    timeoutMs,
    fetch: (path, init) => fetch(`${base}${String(path)}`, init),
  });
}

async function confirmThroughFaults(...planned: Fault[]) {
  faults = planned;
  const silences: Silence["why"][] = [];
  const waker = createWaker(timers);
  const gate = client();
  const end = await untilAnswered((signal) => gate.confirm(CONFIRM, signal), {
    signal: new AbortController().signal,
    waker,
    timers,
    patienceMs: 150,
    onSilence: (_tries, silence) => {
      silences.push(silence.why);
      // As "Try now" does, so that the test does not sit through the pauses.
      setTimeout(() => waker.wake(), 5);
    },
  });
  return { end, silences };
}

const late: Fault = (_response, answer) => void setTimeout(answer, 400);
const cut: Fault = (response) => void response.destroy();
const cutInBody: Fault = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "500" });
  response.write('{"verdict":"ADMI', () => response.destroy());
};
const portal: Fault = (response) => void response.writeHead(200, { "content-type": "text/html" }).end("<h1>Wi-Fi</h1>");
const redirect: Fault = (response) => void response.writeHead(302, { location: "http://127.0.0.1:9/" }).end();
const proxyError: Fault = (response) => void response.writeHead(502).end("Bad gateway");
const halfAnswer: Fault = (response) => json(response, 200, { verdict: "READY" });

test("a confirm whose answers are lost is sent again with the same scanId, and its one admission is reported", async () => {
  const { end, silences } = await confirmThroughFaults(late, cut, cutInBody);
  expect(end).toMatchObject({ kind: "answer", value: { verdict: "ADMITTED", checkInId: ADMITTED.checkInId } });
  expect(silences).toEqual(["slow", "offline", "offline"]);
  expect(seenScanIds).toEqual([SCAN_ID, SCAN_ID, SCAN_ID, SCAN_ID]);
  expect(admissions).toBe(1);
});

test("where every answer is late, the first of them is heard, and nothing is done twice", async () => {
  faults = [late, late, late, late, late];
  const tries: number[] = [];
  const gate = client();
  const end = await untilAnswered((signal) => gate.confirm(CONFIRM, signal), {
    signal: new AbortController().signal,
    waker: createWaker(timers),
    timers,
    patienceMs: 50,
    onSilence: (count) => tries.push(count),
  });
  expect(end).toMatchObject({ kind: "answer", value: { verdict: "ADMITTED" } });
  expect(tries).toEqual([1]);
  expect(admissions).toBe(1);
  expect(new Set(seenScanIds).size).toBe(1);
});

test("what can be done without is asked once, and not waited for", async () => {
  let endPatience = () => {};
  // The patience ends when the request has come, however long that takes, and no answer follows.
  faults = [() => endPatience()];
  const patience: Timers = {
    setTimeout: (run) => {
      endPatience = run;
      return 0;
    },
    clearTimeout: () => {},
  };
  const gate = client();
  const signal = new AbortController().signal;
  const heard = await askOnce((each) => gate.confirm(CONFIRM, each), { signal, timers: patience });
  expect(heard).toMatchObject({ kind: "silence", silence: { why: "slow" } });
  expect(seenScanIds).toHaveLength(1);
});

test("a page that is not ours is never taken for an answer", async () => {
  const { end, silences } = await confirmThroughFaults(portal, redirect, proxyError, halfAnswer);
  expect(end).toMatchObject({ kind: "answer", value: { verdict: "ADMITTED" } });
  expect(silences).toEqual(["server", "offline", "server", "server"]);
});

test("our own 500 leaves open what happened, so it is tried again", async () => {
  const { silences } = await confirmThroughFaults((response) =>
    json(response, 500, { code: "INTERNAL", requestId: "r1", status: 500 }),
  );
  expect(silences).toEqual(["server"]);
});

test("a stated refusal ends it with its code", async () => {
  const { end, silences } = await confirmThroughFaults((response) =>
    json(response, 409, { code: "PREVIEW_STALE", requestId: "r2", status: 409 }),
  );
  expect(end).toEqual({ kind: "problem", problem: { code: "PREVIEW_STALE", requestId: "r2", fieldText: null } });
  expect(silences).toEqual([]);
});

test("a 401 without our code, from a proxy, is not a refusal of ours", async () => {
  const { silences } = await confirmThroughFaults((response) => void response.writeHead(401).end("who?"));
  expect(silences).toEqual(["server"]);
});

test("too many tries: the server's Retry-After is waited for", async () => {
  faults = [(response) => json(response, 429, { code: "RATE_LIMITED", requestId: "r3" }, { "retry-after": "7" })];
  const attempt = await client().confirm(CONFIRM, new AbortController().signal);
  expect(attempt).toEqual({ kind: "silence", silence: { why: "wait", waitMs: 7_000 } });
});

test("others hold the ticket: the same scan is sent again after the time told, and nobody is said to be turned away", async () => {
  const busy: Fault = (response) => json(response, 503, { code: "BUSY", requestId: "r4" }, { "retry-after": "2" });
  const { end, silences } = await confirmThroughFaults(busy, busy);
  expect(silences).toEqual(["busy", "busy"]);
  expect(end).toMatchObject({ kind: "answer", value: { verdict: "ADMITTED" } });
  expect(new Set(seenScanIds)).toEqual(new Set([SCAN_ID]));
  faults = [busy];
  const attempt = await client().confirm(CONFIRM, new AbortController().signal);
  expect(attempt).toEqual({ kind: "silence", silence: { why: "busy", waitMs: 2_000 } });
});

test("a server that cannot be reached is offline, and giving up ends the trying", async () => {
  const gate = createGateClient({
    organization: "lakeside",
    timers,
    fetch: (path, init) => fetch(`http://127.0.0.1:9${String(path)}`, init),
  });
  const giveUp = new AbortController();
  const silences: Silence["why"][] = [];
  const end = await untilAnswered((signal) => gate.confirm(CONFIRM, signal), {
    signal: giveUp.signal,
    waker: createWaker(timers),
    timers,
    onSilence: (tries, silence) => {
      silences.push(silence.why);
      if (tries === 2) giveUp.abort();
    },
  });
  expect(end).toBeNull();
  expect(silences).toEqual(["offline", "offline"]);
});

test("giving up ends an attempt that is under way", async () => {
  faults = [() => {}];
  const giveUp = new AbortController();
  setTimeout(() => giveUp.abort(), 30);
  const startedAt = Date.now();
  const gate = client(5_000);
  const end = await untilAnswered((signal) => gate.confirm(CONFIRM, signal), {
    signal: giveUp.signal,
    waker: createWaker(timers),
    timers,
    onSilence: () => {},
  });
  expect(end).toBeNull();
  // Long before the attempt would have ended by itself.
  expect(Date.now() - startedAt).toBeLessThan(4_000);
});

test("a search names nobody in its address", async () => {
  faults = [(response) => json(response, 200, { tickets: [] })];
  const found = await client().search({ eventId: "e1", q: "Ana Cruz" }, new AbortController().signal);
  expect(found).toEqual({ kind: "answer", value: { tickets: [] } });
  expect(asked).toEqual([
    { method: "POST", address: "/api/gate/search", body: { organization: "lakeside", eventId: "e1", q: "Ana Cruz" } },
  ]);
});
