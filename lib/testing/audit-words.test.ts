import { expect, it } from "vitest";
import { ACTION_TEXT } from "@/lib/domain/audit/schema";
import { EVENT_MOVES } from "@/lib/domain/events/rules";

const sources = import.meta.glob<string>("/lib/**/*.ts", { query: "?raw", import: "default", eager: true });

/** Actions that are made up of a noun and a verb where they are recorded. */
const COMPOSED = [
  ...Object.keys(EVENT_MOVES).map((move) => `events.${move}`),
  ...["gates", "checkpoints", "ticket-types"].flatMap((noun) =>
    ["create", "edit", "delete"].map((verb) => `${noun}.${verb}`),
  ),
];
/** In the platform's own trail, which has no page yet. */
const PLATFORM = ["tenants.create"];

const recorded = Object.entries(sources)
  .filter(([path]) => !path.includes(".test.") && !path.startsWith("/lib/testing/"))
  .flatMap(([, source]) => [...source.matchAll(/\baction: "([a-z-]+\.[a-z.-]+)"/g)].map(([, action]) => action ?? ""));

it("has words for every action that is recorded, and for none that is not", () => {
  const actions = new Set([...recorded, ...COMPOSED].filter((action) => !PLATFORM.includes(action)));
  expect(Object.keys(ACTION_TEXT).sort()).toEqual([...actions].sort());
});
