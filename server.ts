import { createServer, type Server } from "node:http";
import type { Duplex } from "node:stream";
import next from "next";
import { log } from "@/lib/core/log";
import { noteRequest } from "@/lib/core/make-way";
import { threads } from "@/lib/core/threads";
import { requestEdge } from "@/lib/entry/edge";
import { parseTrusted } from "@/lib/entry/peer";
import { catchPrinted } from "@/lib/entry/printed";

export type ServerSettings = {
  port: number;
  host: string;
  isDevelopment: boolean;
  trustedProxies: string | undefined;
  directory: string;
};

/**
 * Starts Usher's http server around Next: it says who asks, which Next does not, refuses what Next would fail on, and keeps
 * Next's own words out of the log. Throws when the port is taken. `close` waits for the requests under way.
 */
export async function startServer(settings: ServerSettings): Promise<{ close: () => Promise<void> }> {
  const app = next({
    dev: settings.isDevelopment,
    dir: settings.directory,
    hostname: settings.host,
    port: settings.port,
    // Next listens for upgrades by itself, and leaves the connections it does not want open for ever: a stop would wait for
    // them. It listens here, where nobody comes.
    httpServer: createServer(),
  });
  const serve = requestEdge(app.getRequestHandler(), parseTrusted(settings.trustedProxies));
  let isClosing = false;
  const server = createServer((request, response) => {
    // Who only asks how the process is waits for nobody.
    if (!request.url?.startsWith("/api/health/")) noteRequest();
    // On a connection that outlived the call to close: its sender takes the next request elsewhere.
    if (isClosing) response.setHeader("connection", "close");
    serve(request, response);
  });
  server.on("clientError", refuseMalformed);
  server.on("connect", (_request, socket) => refuseSocket(socket, "405 Method Not Allowed"));
  // Longer than a load balancer's usual idle time, so that it, not we, closes first.
  server.keepAliveTimeout = 65_000;
  await app.prepare();
  // Now: starting the first thread takes time of the loop, which a request at a gate would wait for.
  threads();
  const stopCatching = settings.isDevelopment ? () => undefined : catchPrinted();
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
      stopCatching();
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

/** Who was here went away, in the middle of a request as like as not. */
const GONE = ["ECONNRESET", "EPIPE", "HPE_INVALID_EOF_STATE"];

/** What no http request can be read from, with the status that says so; who went away in the middle hears nothing. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (GONE.includes(error.code ?? "") || !socket.writable) return void socket.destroy();
  if (error.code === "HPE_HEADER_OVERFLOW") refuseSocket(socket, "431 Request Header Fields Too Large");
  else if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") refuseSocket(socket, "408 Request Timeout");
  else refuseSocket(socket, "400 Bad Request");
}

function refuseSocket(socket: Duplex, status: string): void {
  log().info({ door: "server", refusal: "MALFORMED", status: Number(status.slice(0, 3)) }, "refused");
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
