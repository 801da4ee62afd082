import { connect } from "node:net";
import type { World } from "./world";

export type RawAnswer = { status: number; requestId: string; text: string };

/** Sends a request as it stands, which no well-behaved client would, and waits until the server has closed the connection. */
export function sendRaw(world: World, request: { line: string; headers?: Record<string, string>; body?: string }) {
  const { host, port, hostname } = new URL(world.origin);
  const { line, body = "" } = request;
  const length: Record<string, string> = body === "" ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const headers = { host, connection: "close", ...length, ...request.headers };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return new Promise<RawAnswer>((done, fail) => {
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", fail);
    socket.on("close", () => {
      const text = Buffer.concat(chunks).toString("latin1");
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0);
      done({ status, requestId: /x-request-id: (\S+)/i.exec(text)?.[1] ?? "", text });
    });
    socket.write(`${line} HTTP/1.1\r\n${head.join("")}\r\n${body}`);
  });
}
