import { pino } from "pino";
import { afterAll, beforeAll, beforeEach } from "vitest";

type Line = {
  level: number;
  msg: string;
  requestId?: string;
  refusal?: string;
  status?: number;
  error?: string;
  stack?: string;
};

const slot = Symbol.for("usher.log");
const holder = globalThis as { [slot]?: unknown };

/** Keeps the log's lines of each test of a file, in place of printing them. */
export function useLogLines(): Line[] {
  const lines: Line[] = [];
  let before: unknown;
  beforeAll(() => {
    before = holder[slot];
    holder[slot] = pino({ level: "info" }, { write: (line) => lines.push(JSON.parse(line)) });
  });
  beforeEach(() => {
    lines.length = 0;
  });
  afterAll(() => {
    holder[slot] = before;
  });
  return lines;
}
