import { describe, expect, it } from "vitest";
import { useSettings } from "@/lib/testing/settings";
import { assertAuthRequest } from "./auth-requests";
import { toAppError } from "./pipeline";

useSettings();

type Sent = { method?: string; query?: string; body?: string; headers?: Record<string, string>; kept?: string };

/** The code that a request to next-auth is refused with, or "served". */
async function judge(path: string, { method = "GET", query = "", body, headers = {}, kept }: Sent = {}) {
  const type = { "content-type": "application/x-www-form-urlencoded" };
  const url = `http://usher.test/api/auth/${path}${query}`;
  const request = new Request(url, { method, body, headers: { ...(body === undefined ? {} : type), ...headers } });
  return assertAuthRequest(request, { path, kept }).then(
    async () => (body === undefined || (await request.text()) === body ? "served" : "The body was read."),
    (error: unknown) => toAppError(error).code,
  );
}

const CALLBACK = "callback/credentials";
const post = (body: string, headers: Record<string, string> = {}) => judge(CALLBACK, { method: "POST", body, headers });

describe("what next-auth is given", () => {
  it.each(["csrf", "providers", "session", "signin", "error", "signout"])("GET %s is served", async (path) => {
    expect(await judge(path)).toBe("served");
  });

  it("the forms that sign in and out are served, with their bodies unread", async () => {
    expect(await post("email=mia%40example.com&password=x&json=true")).toBe("served");
    expect(await judge("signout", { method: "POST", body: "json=true" })).toBe("served");
    expect(await post('{"email":"mia@example.com"}', { "content-type": "application/json" })).toBe("served");
  });

  it.each([
    "",
    "nothing",
    "signin/credentials",
    "callback",
    "callback/github",
    "verify-request",
    "__proto__",
    "constructor",
  ])("%j is not there", async (path) => {
    expect(await judge(path)).toBe("NOT_FOUND");
  });

  it("an address asked the wrong way says so", async () => {
    expect(await judge(CALLBACK)).toBe("METHOD_NOT_ALLOWED");
    expect(await judge("csrf", { method: "POST", body: "" })).toBe("METHOD_NOT_ALLOWED");
  });

  it.each([
    "https://evil.example/",
    "//evil.example",
    "javascript:alert(1)",
    "::",
    "o",
    "http://",
    "http://usher.test.evil.example/",
  ])("a callbackUrl that leads to %j is refused wherever it stands", async (callback) => {
    const encoded = encodeURIComponent(callback);
    expect(await judge("signin", { query: `?callbackUrl=${encoded}` })).toBe("VALIDATION_FAILED");
    expect(await post(`callbackUrl=${encoded}`)).toBe("VALIDATION_FAILED");
    const json = JSON.stringify({ callbackUrl: callback });
    expect(await post(json, { "content-type": "application/json" })).toBe("VALIDATION_FAILED");
  });

  it("one of this site's own is followed, also under the name the browser knows it by", async () => {
    // A browser behind a proxy that ends TLS says https.
    for (const callback of ["/o", "http://usher.test/o", "https://usher.test/o", ""]) {
      expect(await post(`callbackUrl=${encodeURIComponent(callback)}`)).toBe("served");
    }
    const local = "callbackUrl=http%3A%2F%2F127.0.0.1%3A3000%2Fsign-in";
    expect(await post(local)).toBe("VALIDATION_FAILED");
    expect(await post(local, { host: "127.0.0.1:3000" })).toBe("served");
  });

  it("a kept callbackUrl that is no address is refused, and another site's is passed over", async () => {
    expect(await judge("session", { kept: "http%3A%2F%2F" })).toBe("VALIDATION_FAILED");
    for (const kept of ["%zz", "%3A%3A", "javascript%3Aalert(1)", ""])
      expect(await judge("session", { kept })).toBe("VALIDATION_FAILED");
    expect(await judge("session", { kept: "%2Fo" })).toBe("served");
    expect(await judge("session", { kept: "https%3A%2F%2Fold.example.org%2Fo" })).toBe("served");
  });

  it("another site's form is refused", async () => {
    expect(await post("", { origin: "https://evil.example" })).toBe("FORBIDDEN");
    expect(await post("", { "sec-fetch-site": "cross-site" })).toBe("FORBIDDEN");
    expect(await post("", { origin: "http://usher.test" })).toBe("served");
  });

  it("a body that is none is refused", async () => {
    const json = { "content-type": "application/json" };
    for (const body of ["{", "null", "[]", '"text"', "7"]) expect(await post(body, json)).toBe("VALIDATION_FAILED");
    expect(await post("x", { "content-type": "multipart/form-data; boundary=x" })).toBe("UNSUPPORTED_MEDIA_TYPE");
    expect(await post("x".repeat(17 * 1024))).toBe("BODY_TOO_LARGE");
    expect(await post(JSON.stringify({ callbackUrl: { $gt: "" } }), json)).toBe("VALIDATION_FAILED");
  });
});
