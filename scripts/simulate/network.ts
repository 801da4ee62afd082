import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** The network between one device and the server: it works until it is told not to. */
export type Network = {
  address: string;
  /** Nothing gets through for so long, and what is under way is torn. */
  cut: (ms: number) => void;
  /** The next confirm reaches the server; its answer, and the connection with it, is lost on the way back. */
  loseNextAnswer: () => void;
  /** How many connections were torn with something under way. */
  torn: () => number;
  close: () => void;
};

/** Opens one to a server on this machine. */
export async function openNetwork(origin: string): Promise<Network> {
  const target = Number(new URL(origin).port);
  const open = new Set<Socket>();
  let downUntil = 0;
  let losing = 0;
  let torn = 0;
  const server = createServer((device) => {
    if (Date.now() < downUntil) return void device.destroy();
    const behind = connect(target, "127.0.0.1");
    let isWaiting = false;
    let isLosing = false;
    const end = () => {
      if (isWaiting) torn += 1;
      isWaiting = false;
      device.destroy();
      behind.destroy();
      open.delete(device);
    };
    open.add(device);
    device.on("data", (chunk) => {
      isWaiting = true;
      if (losing > 0 && chunk.includes("POST /api/gate/confirm")) {
        losing -= 1;
        isLosing = true;
      }
      behind.write(chunk);
    });
    behind.on("data", (chunk) => {
      if (isLosing) return end();
      isWaiting = false;
      device.write(chunk);
    });
    for (const side of [device, behind]) side.on("close", end).on("error", end);
  });
  await new Promise<void>((done) => {
    server.listen(0, "127.0.0.1", done);
  });
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut(ms) {
      downUntil = Date.now() + ms;
      for (const device of open) device.destroy();
    },
    loseNextAnswer() {
      losing += 1;
    },
    torn: () => torn,
    close() {
      for (const device of open) device.destroy();
      server.close();
    },
  };
}
