"use client";
import { CircleAlert } from "lucide-react";
import { useEffect, useRef } from "react";
import type { ActionResult } from "@/lib/core/errors";

/** Codes whose sentence asks the reader to quote a number. */
const WITH_REFERENCE = new Set(["INTERNAL", "KEY_MISMATCH"]);

/** Why a form was refused, above its fields; takes the focus each time there is a new answer. */
export function FormSummary({ scope, result }: { scope: string; result: ActionResult<unknown> | null }) {
  const box = useRef<HTMLDivElement>(null);
  const refused = result && !result.ok ? result : null;
  useEffect(() => {
    if (refused) box.current?.focus();
  }, [refused]);
  if (!refused) return null;
  const fields = Object.entries(refused.fields ?? {});
  return (
    <div
      ref={box}
      tabIndex={-1}
      role="alert"
      className="flex gap-3 rounded-md border border-refused bg-refused-soft px-4 py-3 text-sm text-ink"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-refused" />
      <div className="min-w-0">
        <p className="font-[560]">{refused.text}</p>
        {fields.length > 0 ? (
          <ul className="mt-1 flex list-disc flex-col gap-0.5 pl-4">
            {fields.map(([name, sentence]) => (
              <li key={name} className="whitespace-pre-line">
                {name ? (
                  <a className="underline underline-offset-2" href={`#${scope}-${name}`}>
                    {sentence.split("\n")[0]}
                  </a>
                ) : (
                  sentence
                )}
              </li>
            ))}
          </ul>
        ) : null}
        {WITH_REFERENCE.has(refused.code) ? (
          <p className="mt-1 font-mono text-xs break-all">{refused.requestId}</p>
        ) : null}
      </div>
    </div>
  );
}
