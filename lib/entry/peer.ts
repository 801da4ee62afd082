import "server-only";
import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { mac, sameBytes } from "@/lib/core/keys";

type Address = ReturnType<typeof ipaddr.process>;
/** An address and how many of its first bits count. */
export type Range = [Address, number];

/** Headers that only we may say. */
const OURS = ["x-usher-peer", "x-usher-proof", "x-usher-path", "x-request-id", "x-middleware-subrequest"];
/** What a proxy says of where a request comes from. It is read here; Next would take it for the address to call itself at. */
const FORWARDED = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
  "x-real-ip",
];

/** Known to this process alone: by it, it knows the requests that it sends to itself. */
const OWN_KEY = randomBytes(32);

/**
 * Puts into `x-usher-peer` which source a request counts for, and takes away what strangers say about that. Next sends an
 * action that another page's code runs, and the page an action leads to, once more to this server: those keep the source of
 * the request they come from. Answers whether it is one of those. `isDirect` says that Next sends nothing of its like: then
 * nothing is proved, which a scan would pay for.
 */
export function noteSource(
  { headers, socket }: IncomingMessage,
  trusted: readonly Range[],
  { isDirect } = { isDirect: false },
): boolean {
  const peer = parseAddress(socket.remoteAddress ?? "");
  const isTrusted = peer !== null && isInRanges(peer, trusted);
  const own = isDirect ? null : sourceByProof(headers);
  const chain = isTrusted ? headers["x-forwarded-for"] : undefined;
  const source = own ?? sourceOf(chain === undefined ? peer : clientBehind(String(chain), trusted));
  for (const name of [...OURS, ...FORWARDED]) delete headers[name];
  headers["x-usher-peer"] = source;
  if (!isDirect) headers["x-usher-proof"] = proofOf(source);
  return own !== null;
}

function proofOf(source: string): string {
  return mac(OWN_KEY, Buffer.from(source)).toString("base64url");
}

function sourceByProof(headers: IncomingMessage["headers"]): string | null {
  const { "x-usher-peer": source, "x-usher-proof": proof } = headers;
  if (typeof source !== "string" || typeof proof !== "string") return null;
  return sameBytes(Buffer.from(proofOf(source)), Buffer.from(proof)) ? source : null;
}

/** What a limit counts as one source: an IPv4 address, or the /64 that one IPv6 customer has all of. */
function sourceOf(address: Address | null): string {
  if (address === null) return "unknown";
  if (!(address instanceof ipaddr.IPv6)) return address.toString();
  return `${address.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(":")}::/64`;
}

/** The last address in the chain that is not one of our proxies: whatever stands before it, its sender made up. */
function clientBehind(chain: string, trusted: readonly Range[]): Address | null {
  const hops = chain.split(",").map(parseHop).reverse();
  const client = hops.findIndex((hop) => hop === null || !isInRanges(hop, trusted));
  return client < 0 ? (hops.at(-1) ?? null) : (hops[client] ?? null);
}

/** Some proxies write the port as well: 192.0.2.1:5678, [2001:db8::1]:5678. */
function parseHop(hop: string): Address | null {
  return parseAddress(hop.trim().replace(/^\[(.*)\](:\d+)?$|^(\d+(?:\.\d+){3}):\d+$/, "$1$3"));
}

/** An address in its one form: an IPv4 address may come as ::ffff:192.0.2.1 in many spellings, and is still that address. */
function parseAddress(text: string): Address | null {
  return isIP(text) === 0 ? null : ipaddr.process(text);
}

function isInRanges(address: Address, ranges: readonly Range[]): boolean {
  return ranges.some((range) => range[0].kind() === address.kind() && address.match(range));
}

/** The proxies of USHER_TRUSTED_PROXIES. Throws a sentence for what is neither an address nor a range. */
export function parseTrusted(text: string | undefined): Range[] {
  const parts = (text ?? "").split(",").map((part) => part.trim());
  return parts.filter(Boolean).map((part) => {
    const [address = "", bits, ...rest] = part.split("/");
    const parsed = parseAddress(address);
    const most = parsed?.kind() === "ipv6" ? 128 : 32;
    const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
    if (parsed === null || rest.length > 0 || length < 0 || length > most)
      throw new Error(`USHER_TRUSTED_PROXIES: "${part}" is not an address or a range like 10.0.0.0/8.`);
    return [parsed, length];
  });
}
