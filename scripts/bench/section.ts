/** One figure of a bench. `ok` says whether the aim was met; without an aim there is nothing to meet. */
export type Row = { name: string; value: number | string; unit: string; aim?: string; ok?: boolean };

export type SectionOptions = {
  /** Fewer samples: to see that it runs, not what it measures. */
  isQuick: boolean;
};

/** Makes a world of its own, measures in it and answers its figures. Throws when it could not measure. */
export type Section = (options: SectionOptions) => Promise<Row[]>;

/** A figure that should not exceed `most`. */
export function atMost(name: string, value: number, limit: { most: number; unit: string }): Row {
  const { most, unit } = limit;
  return { name, value: rounded(value), unit, aim: `≤ ${most}`, ok: value <= most };
}

/** A figure that should reach `least`. */
export function atLeast(name: string, value: number, limit: { least: number; unit: string }): Row {
  const { least, unit } = limit;
  return { name, value: rounded(value), unit, aim: `≥ ${least}`, ok: value >= least };
}

/** A figure for whoever reads it. */
export function figure(name: string, value: number, unit: string): Row {
  return { name, value: rounded(value), unit };
}

/** The numbers of a nested object as rows, by their path; `aims` says what some of them should not exceed. */
export function rowsOf(figures: object, aims: Record<string, { most: number; unit: string }>, path = ""): Row[] {
  return Object.entries(figures).flatMap(([key, value]: [string, unknown]) => {
    const name = path === "" ? key : `${path}.${key}`;
    if (typeof value === "object" && value !== null) return rowsOf(value, aims, name);
    if (typeof value !== "number") return [];
    const aim = aims[name];
    return [aim ? atMost(name, value, aim) : figure(name, value, /(Ms|(^|\.)ms)(\.|$)/.test(name) ? "ms" : "")];
  });
}

/** Three digits are more than any of these measurements is good for. */
function rounded(value: number): number {
  return Number(value.toPrecision(Math.max(3, Math.trunc(value).toString().length)));
}
