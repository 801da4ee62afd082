import { createServer, type IncomingMessage, type Server } from "node:http";
import { BlockList, isIP } from "node:net";
import next from "next";
import { noteRequest } from "@/lib/core/make-way";
import { threads } from "@/lib/core/threads";

export type ServerSettings = {
  port: number;
  host: string;
  isDevelopment: boolean;
  trustedProxies: string | undefined;
  directory: string;
};

/** Headers that only we, or a proxy we trust, may say. */
const OURS = ["x-usher-peer", "x-usher-path", "x-request-id", "x-middleware-subrequest"];
const FORWARDED = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
  "x-real-ip",
];

/**
 * Starts Usher's http server around Next: it tells the app the peer's address, which Next does not, and drops forwarding
 * headers unless a trusted proxy sent them. Throws when the port is taken. `close` waits for the requests under way.
 */
export async function startServer(settings: ServerSettings): Promise<{ close: () => Promise<void> }> {
  const app = next({
    dev: settings.isDevelopment,
    dir: settings.directory,
    hostname: settings.host,
    port: settings.port,
  });
  const handle = app.getRequestHandler();
  const trusted = parseTrusted(settings.trustedProxies);
  let isClosing = false;
  const server = createServer((request, response) => {
    // Who only asks how the process is waits for nobody.
    if (!request.url?.startsWith("/api/health/")) noteRequest();
    clean(request, trusted);
    // On a connection that outlived the call to close: its sender takes the next request elsewhere.
    if (isClosing) response.setHeader("connection", "close");
    void handle(request, response);
  });
  // Longer than a load balancer's usual idle time, so that it, not we, closes first.
  server.keepAliveTimeout = 65_000;
  await app.prepare();
  // Now: starting the first thread takes time of the loop, which a request at a gate would wait for.
  threads();
  await listen(server, settings);
  if (settings.isDevelopment) server.on("upgrade", app.getUpgradeHandler());
  return {
    async close() {
      isClosing = true;
      // Node closes what is idle now. What becomes idle later, once its request has ended, would hold us for a minute.
      const sweep = setInterval(() => server.closeIdleConnections(), 100);
      await new Promise<void>((done) => {
        server.close(() => done());
      });
      clearInterval(sweep);
      await app.close();
    },
  };
}

function listen(server: Server, { port, host }: ServerSettings): Promise<void> {
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(port, host, () => {
      server.off("error", fail);
      done();
    });
  });
}

function clean(request: IncomingMessage, trusted: BlockList): void {
  const peer = request.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "unknown";
  const sent = request.headers["x-forwarded-for"];
  const isTrusted = isInList(trusted, peer);
  for (const name of OURS) delete request.headers[name];
  if (!isTrusted) for (const name of FORWARDED) delete request.headers[name];
  request.headers["x-usher-peer"] = sourceOf(
    isTrusted && typeof sent === "string" ? clientBehind(sent, trusted) : peer,
  );
}

/** What a limit counts as one source: an IPv4 address, or the /64 that one IPv6 customer has all of. */
function sourceOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return `${[...left, ...Array<string>(zeros).fill("0"), ...right].slice(0, 4).join(":")}::/64`;
}

/** The last address in the chain that is not one of our proxies: whatever stands before it, its sender made up. */
function clientBehind(chain: string, trusted: BlockList): string {
  // Some proxies write the port as well: 192.0.2.1:5678, [2001:db8::1]:5678.
  const hops = chain.split(",").map((hop) => hop.trim().replace(/^\[(.*)\](:\d+)?$|^(\d+(?:\.\d+){3}):\d+$/, "$1$3"));
  for (const hop of hops.reverse()) if (isIP(hop) === 0 || !isInList(trusted, hop)) return hop.slice(0, 64);
  return hops.at(-1) ?? "unknown";
}

function isInList(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
}

function parseTrusted(text: string | undefined): BlockList {
  const list = new BlockList();
  for (const part of (text ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter(Boolean)) {
    const [address = "", bits] = part.split("/");
    const version = isIP(address);
    if (version === 0)
      throw new Error(`USHER_TRUSTED_PROXIES: "${part}" is not an address or a range like 10.0.0.0/8.`);
    const family = version === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
