import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { COLOUR_PAIRS, coloursOf, FIXED_PAIRS, looksAlike, readTokens, rgbOf } from "@/lib/testing/colours";

type Limits = {
  /** Rules that do not hold where the page is shown. */
  without?: string[];
  /** Only what this selector names. */
  within?: string;
};

/** A text as a page shows it: its colour and what it stands on, as #rrggbb. */
type SeenColours = { text: string; ground: string; html: string };

type Passes = Awaited<ReturnType<AxeBuilder["analyze"]>>["passes"];

/** What axe finds, as readable text, and in which colours it saw text on which ground. */
export async function judge(page: Page, limits: Limits = {}): Promise<{ barriers: string[]; colours: SeenColours[] }> {
  // Without its own page for the end of a run, and without looking into frames, which the only one, an email's, does not let in.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).disableRules(limits.without ?? []);
  const { violations, passes } = await (limits.within === undefined ? axe : axe.include(limits.within)).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html}\n${node.failureSummary}`).join("\n")}`,
  );
  return { barriers: found, colours: coloursIn(passes) };
}

/** What axe finds, as readable text. */
export async function barriers(page: Page, limits?: Limits): Promise<string[]> {
  return (await judge(page, limits)).barriers;
}

/** The colours that are no pair of the tokens' in the light, nor one of the few that are fixed: the dark of those was never judged. */
export function unknownColours(seen: readonly SeenColours[]): string[] {
  const { light } = readTokens(readFileSync("app/globals.css", "utf8"));
  const known = [
    ...COLOUR_PAIRS.map((pair) => coloursOf(pair, light)),
    ...FIXED_PAIRS.map(({ text, ground }) => ({ text: rgbOf(text), ground: rgbOf(ground) })),
  ];
  return seen
    .filter(
      ({ text, ground }) =>
        !known.some((pair) => looksAlike(pair.text, rgbOf(text)) && looksAlike(pair.ground, rgbOf(ground))),
    )
    .map(({ text, ground, html }) => `${text} on ${ground}: ${html}`);
}

function coloursIn(passes: Passes): SeenColours[] {
  const isKnown = (text: unknown): text is string => typeof text === "string";
  return passes
    .filter(({ id }) => id === "color-contrast")
    .flatMap(({ nodes }) => nodes)
    .flatMap(({ any, html }) =>
      any.flatMap(({ data }) =>
        isKnown(data?.fgColor) && isKnown(data?.bgColor) ? [{ text: data.fgColor, ground: data.bgColor, html }] : [],
      ),
    );
}
