import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inThread, threads } from "@/lib/core/threads";
import type * as thread from "./thread";

const call = inThread<typeof thread>("lib/entry/thread.ts");
const contentType = "multipart/form-data; boundary=b";
const fileOf = (text: string) => call("fileOfForm", { body: new TextEncoder().encode(text), contentType });
const LENGTH = 1024 * 1024;
const fill = (text: string) => text.repeat(Math.floor(LENGTH / text.length));
const FIELD = 'content-disposition: form-data; name="a"\r\n';
const END = "\r\n--b--\r\n";
// Starting a thread takes its own time, which is not counted here.
beforeAll(() => fileOf(""));
afterAll(() => threads().pool.destroy());

describe("a form that is taken apart in a thread", () => {
  it("is its file, or none, or no form", async () => {
    const file = 'content-disposition: form-data; name="file"; filename="Gäste.csv"\r\n';
    expect(await fileOf(`--b\r\n${FIELD}\r\nx\r\n--b\r\n${file}\r\nname,email${END}`)).toEqual({
      name: "Gäste.csv",
      bytes: new TextEncoder().encode("name,email"),
    });
    expect(await fileOf(`--b\r\n${FIELD}\r\nx${END}`)).toBeNull();
    expect(await fileOf("name,email")).toBe("no form");
  });

  it.each([
    ["parts", fill(`--b\r\n${FIELD}\r\n\r\n`) + END.slice(2)],
    ["headers", `--b\r\n${fill("a:b\r\n")}\r\nx${END}`],
    ["fields of one part", `--b\r\n${fill(FIELD)}\r\nx${END}`],
  ])("holds up nobody else, made of nothing but %s", async (_name, text) => {
    let isDone = false;
    let turns = 0;
    const taken = fileOf(text).finally(() => {
      isDone = true;
    });
    for (; !isDone; turns += 1) await setImmediate();
    expect(["no form", null]).toContain(await taken);
    // In the loop itself it would be two or three.
    expect(turns).toBeGreaterThan(10);
  });
});
