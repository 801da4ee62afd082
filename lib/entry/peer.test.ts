import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { noteSource, parseTrusted } from "./peer";

const PROXY = "10.0.0.1";
const trusted = parseTrusted("10.0.0.0/8, 2001:db8:ffff::/48");

function arrive(peer: string, headers: Record<string, string> = {}) {
  const request = { socket: { remoteAddress: peer }, headers: { ...headers } };
  const isOwn = noteSource(request as unknown as IncomingMessage, trusted);
  return { isOwn, headers: request.headers as Record<string, string | undefined> };
}
const sourceOf = (peer: string, headers?: Record<string, string>) => arrive(peer, headers).headers["x-usher-peer"];
const behind = (chain: string) => sourceOf(PROXY, { "x-forwarded-for": chain });

describe("the source of a request", () => {
  it("is its peer, whatever it says of itself, unless the peer is a proxy we trust", () => {
    const claims = { "x-forwarded-for": "203.0.113.9", "x-real-ip": "203.0.113.9", "x-usher-peer": "203.0.113.9" };
    const { headers } = arrive("198.51.100.1", { ...claims, "x-usher-proof": "x" });
    expect(headers).toEqual({ "x-usher-peer": "198.51.100.1", "x-usher-proof": expect.any(String) });
    const passedOn = {
      "x-forwarded-for": "203.0.113.9",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "a.example",
    };
    expect(arrive(PROXY, passedOn).headers).toEqual({
      "x-usher-peer": "203.0.113.9",
      "x-usher-proof": expect.any(String),
    });
    expect(behind("192.0.2.66, 203.0.113.9, 10.0.0.2")).toBe("203.0.113.9");
    expect(behind("192.0.2.66, nonsense")).toBe("unknown");
    expect(behind("10.0.0.3, 10.0.0.2")).toBe("10.0.0.3");
  });

  it.each([
    "::ffff:203.0.113.9",
    "::ffff:cb00:7109",
    "::FFFF:CB00:7109",
    "0:0:0:0:0:ffff:cb00:7109",
    "[::ffff:203.0.113.9]:443",
    "203.0.113.9:5678",
  ])("an IPv4 address is itself however it is spelled: %s", (spelling) => {
    expect(behind(spelling)).toBe("203.0.113.9");
  });

  it("two IPv4 addresses in IPv6 clothes are two sources, and a mapped proxy is still trusted", () => {
    expect(sourceOf("::ffff:198.51.100.1")).toBe("198.51.100.1");
    expect(sourceOf("::ffff:198.51.100.2")).toBe("198.51.100.2");
    expect(sourceOf(`::ffff:${PROXY}`, { "x-forwarded-for": "::ffff:10.0.0.2, 203.0.113.9, ::ffff:10.0.0.2" })).toBe(
      "203.0.113.9",
    );
  });

  it("of an IPv6 customer is their /64, in one spelling", () => {
    for (const one of ["2001:db8:0:1::1", "2001:0DB8:0000:0001:ffff::2", "2001:db8:0:1:0:0:0:3"])
      expect(sourceOf(one)).toBe("2001:db8:0:1::/64");
    expect(behind("[2001:db8:7::1]:1234")).toBe("2001:db8:7:0::/64");
    expect(sourceOf("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
  });

  it("stays the same when this server sends the request to itself, and cannot be claimed by others", () => {
    const first = arrive("198.51.100.1").headers;
    const sent = { "x-usher-peer": first["x-usher-peer"] ?? "", "x-usher-proof": first["x-usher-proof"] ?? "" };
    const forwarded = arrive("127.0.0.1", sent);
    expect(forwarded.isOwn).toBe(true);
    expect(forwarded.headers["x-usher-peer"]).toBe("198.51.100.1");
    const request = { socket: { remoteAddress: "127.0.0.1" }, headers: { ...sent } };
    expect(noteSource(request as unknown as IncomingMessage, trusted, { isDirect: true })).toBe(false);
    expect(request.headers).toEqual({ "x-usher-peer": "127.0.0.1" });
    const forged = arrive("127.0.0.1", { ...sent, "x-usher-peer": "203.0.113.9" });
    expect(forged.isOwn).toBe(false);
    expect(forged.headers["x-usher-peer"]).toBe("127.0.0.1");
  });
});

it.each(["10.0.0.0/33", "nonsense", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0.0/x", "::1/129"])(
  "%s is no range of proxies, and says so by its name",
  (text) => {
    expect(() => parseTrusted(text)).toThrow(/USHER_TRUSTED_PROXIES/);
  },
);
