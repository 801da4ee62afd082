import { expect, test } from "vitest";
import type { FoundCode, QrDecoder } from "./decoders";
import { withSecondOpinion } from "./second-opinion";

const CODE: FoundCode = { text: "U1:A", x: 1, y: 1 };
// The decoders here only hand the picture on.
const PICTURE = {} as HTMLCanvasElement;

function decoder(answer: () => FoundCode[]): QrDecoder & { looks: number } {
  const made = {
    kind: "wasm" as const,
    looks: 0,
    async decode() {
      made.looks += 1;
      return answer();
    },
  };
  return made;
}

test("what the first decoder reads costs no second one", async () => {
  let loads = 0;
  const both = withSecondOpinion(
    decoder(() => [CODE]),
    async () => {
      loads += 1;
      return decoder(() => []);
    },
  );
  for (let look = 0; look < 20; look += 1) expect(await both.decode(PICTURE)).toEqual([CODE]);
  expect(loads).toBe(0);
});

test("what only the second decoder reads is read within half a dozen looks", async () => {
  const both = withSecondOpinion(
    decoder(() => []),
    async () => decoder(() => [CODE]),
  );
  let looks = 1;
  while ((await both.decode(PICTURE)).length === 0 && looks < 20) looks += 1;
  expect(looks).toBeLessThanOrEqual(6);
});

test("with nothing in view the second decoder looks at half of the pictures at most", async () => {
  const second = decoder(() => []);
  const both = withSecondOpinion(
    decoder(() => []),
    async () => second,
  );
  for (let look = 0; look < 100; look += 1) await both.decode(PICTURE);
  expect(second.looks).toBeGreaterThan(40);
  expect(second.looks).toBeLessThanOrEqual(50);
});

test("where the second decoder does not load, the first goes on alone", async () => {
  const both = withSecondOpinion(
    decoder(() => []),
    () => Promise.reject(new Error("offline")),
  );
  for (let look = 0; look < 10; look += 1) expect(await both.decode(PICTURE)).toEqual([]);
});
