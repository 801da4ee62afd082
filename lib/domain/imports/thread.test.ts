import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inThread, threads } from "@/lib/core/threads";
import { IMPORT_LIMITS } from "./schema";
import type * as thread from "./thread";
import { readUpload } from "./thread";

const call = inThread<typeof thread>("lib/domain/imports/thread.ts");
const types = [{ id: "general", name: "General" }];
const bytesOf = (text: string) => new TextEncoder().encode(text);
const honest = `name,email\n${Array.from({ length: 10_000 }, (_, n) => `Guest ${n},g${n}@example.com`).join("\n")}\n`;
// Starting a thread takes its own time, which is not counted here.
beforeAll(() => call("readUpload", { bytes: bytesOf(""), types }));
afterAll(() => threads().pool.destroy());

/** What came of it, and how often others had their turn meanwhile. */
async function countingTurns<T>(working: Promise<T>): Promise<{ answer: T; turns: number }> {
  let isDone = false;
  let turns = 0;
  void working.finally(() => {
    isDone = true;
  });
  for (; !isDone; turns += 1) await setImmediate();
  return { answer: await working, turns };
}

describe("a file that is read in a thread", () => {
  it("is understood as if it were read here", async () => {
    const bytes = bytesOf("Nombre;Correo;Nota\n-Ana;a@example.com;x\n;nowhere;y\n");
    const there = await call("readUpload", { bytes, types });
    expect(there).toEqual(await readUpload({ bytes, types }));
    expect(there).toMatchObject({
      list: { delimiter: ";", columns: { name: 0, email: 1 } },
      judged: { headers: ["Nombre", "Correo", "Nota"], rowCount: 2 },
    });
  });

  it.each([
    ["an honest list of 10,000", honest, null],
    ["blank lines", `name,email\n${"\n".repeat(131_072)}`, "TOO_MANY_ROWS"],
    ["cells of dots", `contact,n\n${`a@${".".repeat(19_900)}@,1\n`.repeat(50)}`, "NO_EMAIL_COLUMN"],
    [
      "cells of marks",
      `${"\u0315\u0300".repeat(4900)},email\n${`${"\u0315\u0300".repeat(4900)},1\n`.repeat(100)}`,
      null,
    ],
    ["one long line", "x".repeat(IMPORT_LIMITS.bytes), "RECORD_TOO_LONG"],
    ["quotes", '"'.repeat(IMPORT_LIMITS.bytes), "RECORD_TOO_LONG"],
    ["commas", ",".repeat(1_000_000), "TOO_MANY_COLUMNS"],
    ["ragged lines", `name,email\n${"a\n".repeat(10_001)}`, "TOO_MANY_ROWS"],
    ["wide lines", `name,email\n${`${"x,".repeat(99)}x\n`.repeat(2000)}`, null],
  ])("holds up nobody else: %s", async (_name, text, trouble) => {
    const { answer, turns } = await countingTurns(call("readUpload", { bytes: bytesOf(text), types }));
    expect("trouble" in answer ? answer.trouble : null).toBe(trouble);
    // In the loop itself it would be two or three.
    expect(turns).toBeGreaterThan(10);
  });
});
