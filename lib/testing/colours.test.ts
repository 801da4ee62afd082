import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { COLOUR_PAIRS, type ColourPair, coloursOf, contrast, FIXED_PAIRS, readTokens, rgbOf } from "./colours";

/** WCAG 2 AA for text of any size. */
const ENOUGH = 4.5;
/** For what is no text: the ring around what has the focus. */
const ENOUGH_OF_A_RING = 3;

const schemes = readTokens(readFileSync("app/globals.css", "utf8"));
const sources = ["app", "components"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes(".test."))
    .map((file) => ({ file: path.join(folder, file), text: readFileSync(path.join(folder, file), "utf8") })),
);
const named = ({ text, ground }: ColourPair) => `${text} on ${JSON.stringify(ground)}`;

describe.each(["light", "dark"] as const)("%s", (scheme) => {
  const tokens = schemes[scheme];

  it("every text can be read on every ground it may stand on", () => {
    const faint = COLOUR_PAIRS.filter((pair) => {
      const { text, ground } = coloursOf(pair, tokens);
      return contrast(text, ground) < ENOUGH;
    });
    expect(faint.map(named)).toEqual([]);
  });

  it("the ring of the focus can be seen on every surface", () => {
    for (const surface of ["surface", "surface-raised", "surface-sunken"]) {
      const { text, ground } = coloursOf({ text: "focus", ground: [surface] }, tokens);
      expect(contrast(text, ground), surface).toBeGreaterThanOrEqual(ENOUGH_OF_A_RING);
    }
  });
});

it("both schemes have the same tokens", () => {
  expect(Object.keys(schemes.light).length).toBeGreaterThan(10);
  expect(Object.keys(schemes.dark).sort()).toEqual(Object.keys(schemes.light).sort());
});

it("tokens that are alike in the light may be taken for one another, and hold in the dark wherever one of them may stand", () => {
  // A browser tells of colours, not of tokens: a page seen in the light could have either.
  const texts = [...new Set(COLOUR_PAIRS.map(({ text }) => text))];
  const doubles = COLOUR_PAIRS.flatMap(({ text, ground }) =>
    texts
      .filter((other) => schemes.light[other] === schemes.light[text])
      .map((other): ColourPair => ({ text: other, ground })),
  );
  const faint = doubles.filter((pair) => {
    const { text, ground } = coloursOf(pair, schemes.dark);
    return contrast(text, ground) < ENOUGH;
  });
  expect(faint.map(named)).toEqual([]);
});

it("text on a fixed ground can be read", () => {
  for (const { text, ground, where } of FIXED_PAIRS)
    expect(contrast(rgbOf(text), rgbOf(ground)), where).toBeGreaterThanOrEqual(ENOUGH);
});

describe("the sources", () => {
  const names = Object.keys(schemes.light).join("|");
  const uses = (kind: "text" | "bg") => [
    ...new Set(
      sources.flatMap(({ text }) =>
        [...text.matchAll(new RegExp(`\\b${kind}-(${names})(/\\d+)?(?![\\w-])`, "g"))].map(
          ([, token, share]) => `${token}${share ?? ""}`,
        ),
      ),
    ),
  ];

  it("use no colour for text, and none under it, that stands in no pair", () => {
    const texts = new Set(COLOUR_PAIRS.map(({ text }) => text));
    const grounds = new Set(
      COLOUR_PAIRS.flatMap(({ ground }) =>
        ground.map((layer) => (typeof layer === "string" ? layer : `${layer.token}/${layer.share * 100}`)),
      ),
    );
    // Bars, lines and dots carry no text.
    const BARE = ["ink-soft", "line", "admitted", "look-again"];
    expect(uses("text").filter((token) => !texts.has(token))).toEqual([]);
    expect(uses("bg").filter((token) => !grounds.has(token) && !BARE.includes(token))).toEqual([]);
  });

  it("use fixed colours only where the picture is the same by day and by night", () => {
    const fixed = sources.filter(({ text }) => /\b(text|bg)-(white|black|\[#)/.test(text)).map(({ file }) => file);
    expect(fixed.sort()).toEqual([
      "components/events/scanner-preview.tsx",
      "components/landing/sample-phone.tsx",
      "components/landing/sample-ticket.tsx",
      "components/landing/sample-verdicts.tsx",
      "components/messages/message-preview.tsx",
      "components/ticket-page/code-card.tsx",
      "components/ui/dialog-look.ts",
    ]);
  });

  it("choose text and ground by the scheme nowhere but in globals.css", () => {
    expect(sources.filter(({ text }) => /\bdark:(?:[\w-]+:)*(text|bg)-/.test(text)).map(({ file }) => file)).toEqual(
      [],
    );
    expect(readFileSync("components/gate/gate.css", "utf8")).not.toContain("prefers-color-scheme");
  });
});
