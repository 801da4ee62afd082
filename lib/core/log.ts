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
  const holder = globalThis as { [slot]?: ReturnType<typeof makeLogger> };
  holder[slot] ??= makeLogger();
  return holder[slot];
}

function makeLogger() {
  const lines = pino.destination(1);
  // A full disk or a closed terminal takes no lines. Nobody's scan waits for that, and no process ends over it.
  lines.on("error", () => undefined);
  const options = {
    level: env().LOG_LEVEL,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`]), censor: "[hidden]" },
  };
  return pino(options, lines);
}
