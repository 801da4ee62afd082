import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What stands between a client and PostgreSQL, and does not let it listen. */
export type ListenProxy = {
  /** PostgreSQL's address by way of the proxy. */
  url: string;
  /** How often somebody has asked to listen. */
  asked: () => number;
  /** Breaks every connection that goes through. */
  cut: () => void;
  close: () => Promise<void>;
};

/**
 * Passes everything on to PostgreSQL but the first so many LISTENs: one `refused` reaches the server as a statement that it
 * does not know, and the connection lives, as with a pooler; one `broken` takes its connection along.
 */
export async function startListenProxy(
  url: string,
  { trouble, times }: { trouble: "refused" | "broken"; times: number },
): Promise<ListenProxy> {
  const { port, hostname } = new URL(url);
  const sockets = new Set<Socket>();
  let asked = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    const cut = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", cut);
      socket.on("close", () => {
        sockets.delete(socket);
        cut();
      });
    }
    upstream.pipe(client);
    client.on("data", (chunk) => {
      const at = chunk.indexOf("LISTEN ");
      if (at < 0) return upstream.write(chunk);
      asked += 1;
      if (asked > times) return upstream.write(chunk);
      if (trouble === "broken") return cut();
      // Of the same length: the protocol counts.
      chunk.write("REFUSE ", at);
      return upstream.write(chunk);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const to = new URL(url);
  to.hostname = "127.0.0.1";
  to.port = String((server.address() as AddressInfo).port);
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: to.href,
    asked: () => asked,
    cut: cutAll,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cutAll();
      }),
  };
}
