import "server-only";
import { log } from "@/lib/core/log";
import { requestMark } from "@/lib/core/request-mark";
import { describeForLog } from "./pipeline";

/**
 * Keeps what the framework prints of a request out of the log's stream, which holds JSON lines only: it is noted at the
 * request, whose own line tells of it. An error that is printed outside of requests becomes a line of its own; sentences there
 * are the start's and the stop's, for whoever runs the process. Answers how to end that.
 */
export function catchPrinted(): () => void {
  const own = { error: console.error, warn: console.warn };
  const take = (level: "error" | "warn", printed: unknown[]) => {
    const mark = requestMark();
    if (mark) mark.printed.push(...printed);
    else if (printed.some((part) => part instanceof Error)) log()[level](describePrinted(printed), "printed");
    else own[level](...printed);
  };
  console.error = (...printed: unknown[]) => take("error", printed);
  console.warn = (...printed: unknown[]) => take("warn", printed);
  return () => Object.assign(console, own);
}

/** The error among what was printed, by name and stack. Texts are left out: they may hold what somebody sent. */
export function describePrinted(printed: readonly unknown[]) {
  return describeForLog(printed.find((part) => part instanceof Error) ?? printed[0]);
}
