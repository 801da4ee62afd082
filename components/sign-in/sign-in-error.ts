import { errorText } from "@/lib/core/error-texts";
import { ERROR_STATUS, type ErrorCode } from "@/lib/core/errors";

/** The sentence for what next-auth hands on: one of our codes, with the seconds to wait behind a colon. */
export function signInErrorText(error: string): string {
  const [code = "", seconds] = error.split(":");
  if (!isErrorCode(code)) return errorText("INTERNAL");
  return errorText(code, seconds && /^\d+$/.test(seconds) ? { retryAfter: Number(seconds) } : {});
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_STATUS, code);
}
