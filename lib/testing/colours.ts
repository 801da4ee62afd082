/** Which colours text may have on which ground: the tokens of globals.css, judged once for every page and both schemes. */

export type Tokens = Readonly<Record<string, string>>;
type Rgb = readonly [number, number, number];
/** A token, or one laid over what stands before it with so much of its colour. */
type Layer = string | { token: string; share: number };
export type ColourPair = { text: string; ground: readonly Layer[] };

const over = (token: string, percent: number): Layer => ({ token, share: percent / 100 });
const SURFACES = ["surface", "surface-raised", "surface-sunken"];
/** What is hovered, chosen, open or set apart, on any surface. */
const SHADES = [over("ink", 3), over("ink", 6), over("ink", 8), over("ink", 10), over("accent", 6), over("accent", 10)];

function pairs(texts: readonly string[], grounds: readonly (readonly Layer[])[]): ColourPair[] {
  return texts.flatMap((text) => grounds.map((ground) => ({ text, ground })));
}

/** Every pair that the pages may show; a test holds them against the classes that the sources use. */
export const COLOUR_PAIRS: readonly ColourPair[] = [
  ...pairs(
    ["ink", "ink-soft", "accent"],
    SURFACES.flatMap((surface) => [[surface], ...SHADES.map((shade) => [surface, shade])]),
  ),
  ...pairs(
    ["admitted", "look-again", "refused"],
    SURFACES.map((surface) => [surface]),
  ),
  ...["admitted", "look-again", "refused"].flatMap((tone) => pairs([tone, "ink"], [[`${tone}-soft`]])),
  ...pairs(["accent-ink"], [["accent"], ["accent", over("ink", 12)]]),
  ...pairs(["surface-raised"], [["refused"], ["refused", over("ink", 12)]]),
  ...pairs(["surface"], [["ink"], ["ink", over("surface", 15)]]),
];

/** Text on a ground that both schemes show alike: nothing about it changes with the tokens. */
export const FIXED_PAIRS: readonly { text: string; ground: string; where: string }[] = [
  { text: "#000000", ground: "#ffffff", where: "a ticket's code, for cameras" },
  { text: "#0a1733", ground: "#e6eeff", where: "the gate in small" },
  { text: "#24345a", ground: "#e6eeff", where: "the gate in small" },
  { text: "#0a1733", ground: "#ffffff", where: "the gate in small" },
  { text: "#ffffff", ground: "#0f2f7a", where: "the gate in small" },
  { text: "#03150a", ground: "#36d07f", where: "the gate's verdicts in small" },
  { text: "#1c1200", ground: "#ffbe2e", where: "the gate's verdicts in small" },
  { text: "#ffffff", ground: "#9c0f12", where: "the gate's verdicts in small" },
];

/** The tokens of both schemes, out of the text of globals.css. Throws when a scheme is not there. */
export function readTokens(css: string): { light: Tokens; dark: Tokens } {
  const blocks = [...css.matchAll(/:root \{\s*color-scheme: (light|dark);([^}]*)\}/g)];
  const read = (scheme: string): Tokens => {
    const block = blocks.find(([, name]) => name === scheme)?.[2];
    if (block === undefined) throw new Error(`globals.css has no ${scheme} scheme.`);
    return Object.fromEntries(
      [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = "", hex = ""]) => [name, hex]),
    );
  };
  return { light: read("light"), dark: read("dark") };
}

/** The colours of a pair in a scheme, with what lies over the ground mixed into it. Throws for a token that is not there. */
export function coloursOf({ text, ground }: ColourPair, tokens: Tokens): { text: Rgb; ground: Rgb } {
  const token = (name: string) => rgbOf(tokens[name] ?? "");
  const mixed = ground.reduce<Rgb>(
    (under, layer) => (typeof layer === "string" ? token(layer) : mix(under, token(layer.token), layer.share)),
    [0, 0, 0],
  );
  return { text: token(text), ground: mixed };
}

/** WCAG's contrast of two colours, 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Whether two colours are the same on a screen; a browser rounds a mixture as it likes. */
export function looksAlike(one: Rgb, other: Rgb): boolean {
  return one.every((value, index) => Math.abs(value - (other[index] ?? 0)) <= 1.5);
}

/** The parts of #rrggbb, 0 to 255. Throws for anything else. */
export function rgbOf(hex: string): Rgb {
  const [, red = "", green = "", blue = ""] = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/.exec(hex) ?? [];
  if (blue === "") throw new Error(`“${hex}” is not a colour.`);
  return [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)];
}

function mix(under: Rgb, above: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2) => under[index] * (1 - share) + above[index] * share;
  return [part(0), part(1), part(2)];
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (value: number) => (value <= 10.31475 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
