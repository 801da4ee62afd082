// What tests have threads do. Not imported but by name of this file: see lib/core/threads.ts.

export function echo(input: { text: string }): { text: string; settings: string[] } {
  return { text: input.text, settings: Object.keys(process.env) };
}

/** Keeps its thread busy for so many milliseconds. */
export function work(input: { ms: number }): number {
  const end = performance.now() + input.ms;
  while (performance.now() < end);
  return input.ms;
}

export function runForEver(): never {
  for (;;);
}

export function takeAllMemory(): never {
  const taken: object[] = [];
  for (;;) taken.push(Array.from({ length: 1000 }, (_, index) => ({ index })));
}

export function die(): never {
  process.exit(3);
}

export function fail(): never {
  throw new RangeError("out of range");
}
