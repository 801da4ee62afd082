import { afterAll, beforeAll } from "vitest";
import { type Env, parseEnv } from "@/lib/core/env";
import { resetLimiters } from "@/lib/core/rate-limit";

const slot = Symbol.for("usher.env");
const holder = globalThis as { [slot]?: Env };

/** The settings of a test file, in place of the environment's: quiet, under one origin, with what is changed. */
export function setSettings(changes: Partial<Env> = {}): void {
  holder[slot] = {
    ...parseEnv({ NODE_ENV: "test", LOG_LEVEL: "silent", USHER_ORIGIN: "http://usher.test" }),
    ...changes,
  };
  resetLimiters();
}

/** Puts such settings in place for a whole file. */
export function useSettings(changes: () => Partial<Env> = () => ({})): void {
  beforeAll(() => setSettings(changes()));
  afterAll(() => {
    holder[slot] = undefined;
    resetLimiters();
  });
}
