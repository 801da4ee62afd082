import { errorText } from "@/lib/core/error-texts";
import type { ErrorCode, FieldErrors } from "@/lib/core/errors";
import { IMPORT_LIMITS } from "@/lib/domain/imports/schema";

type Answer = { importId?: string; code?: ErrorCode; title?: string; fields?: FieldErrors };
export type Sent = { importId: string } | { sentence: string };

const TOO_LARGE =
  "This file is larger than 5 MB. Keep only the columns that are needed, or split it into several files.";
const UNREACHABLE = "The file did not arrive. Check the connection and try again.";

/** Uploads a list and says how much of it has gone, from 0 to 1. A refusal is a sentence; it never throws. */
export function sendFile(href: string, file: File, onProgress: (share: number) => void): Promise<Sent> {
  if (file.size > IMPORT_LIMITS.bytes) return Promise.resolve({ sentence: TOO_LARGE });
  return new Promise((done) => {
    // fetch does not say how far an upload is.
    const request = new XMLHttpRequest();
    request.open("POST", href);
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    request.addEventListener("load", () => done(read(request)));
    for (const end of ["error", "abort", "timeout"]) {
      request.addEventListener(end, () => done({ sentence: UNREACHABLE }));
    }
    const form = new FormData();
    form.set("file", file);
    request.send(form);
  });
}

function read(request: XMLHttpRequest): Sent {
  let answer: Answer = {};
  try {
    answer = JSON.parse(request.responseText) as Answer;
  } catch {
    return { sentence: UNREACHABLE };
  }
  if (answer.importId) return { importId: answer.importId };
  if (answer.code === "BODY_TOO_LARGE") return { sentence: TOO_LARGE };
  return { sentence: answer.fields?.file ?? answer.title ?? errorText("INTERNAL") };
}
