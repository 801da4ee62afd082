import "server-only";
import { pino } from "pino";
import { env } from "./env";

const slot = Symbol.for("usher.log");

/** Keys that must never reach a log line, wherever they stand. */
const SECRET_KEYS = [
  "password",
  "token",
  "code",
  "link",
  "key",
  "secret",
  "cookie",
  "authorization",
  "previewToken",
  "typed",
];

/** The process's logger: JSON lines on stdout. Callers pass ids, never secrets; the redaction list is the second fence. */
export function log() {
  const holder = globalThis as { [slot]?: ReturnType<typeof pino> };
  holder[slot] ??= pino({
    level: env().LOG_LEVEL,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`]), censor: "[hidden]" },
  });
  return holder[slot];
}
