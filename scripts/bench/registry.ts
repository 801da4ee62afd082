import { benchCamera } from "./camera";
import { benchDoor } from "./door";
import { gate } from "./gate";
import { benchImport } from "./import";
import { issue } from "./issue";
import { loop } from "./loop";
import { load } from "./processes";
import { ratio } from "./ratio";
import { scale } from "./scale";
import { atLeast, figure, rowsOf, type Section } from "./section";

/** Every section there is, in the order in which they run: a line here is all it takes. */
export const sections: Record<string, Section> = {
  ratio,
  gate,
  scale,
  issue,
  import: async () =>
    rowsOf(await benchImport(), {
      "scans.meanwhile.p99": { most: 100, unit: "ms" },
      "five00.csv": { most: 2000, unit: "ms" },
    }),
  door: async () => rowsOf(await benchDoor(), { "counted.wholeMs.p50": { most: 20, unit: "ms" } }),
  camera: async ({ isQuick }) =>
    (await benchCamera(isQuick ? 6 : undefined)).flatMap(({ feed, readWithin1s, wrong, readMs }) => [
      atLeast(`${feed}: read within 1 s`, readWithin1s * 100, { least: 95, unit: "%" }),
      figure(`${feed}: read wrong`, wrong, ""),
      figure(`${feed}: p50`, readMs.p50, "ms"),
      figure(`${feed}: p95`, readMs.p95, "ms"),
    ]),
  loop,
  load,
};
