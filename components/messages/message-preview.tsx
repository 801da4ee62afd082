"use client";
import { Tabs } from "../ui/tabs";

/**
 * The email itself. Its HTML is drawn in a frame without any right: no script, no form, no way out, whatever a name or a
 * venue may hold.
 */
export function MessagePreview({ subject, html, text }: { subject: string; html: string; text: string }) {
  return (
    <Tabs
      label="Parts of the email"
      tabs={[
        {
          key: "html",
          label: "As it looks",
          content: (
            <iframe
              title={`Email: ${subject}`}
              srcDoc={html}
              sandbox=""
              className="h-[46rem] max-h-[80dvh] w-full rounded-md border border-line bg-white"
            />
          ),
        },
        {
          key: "text",
          label: "Plain text",
          content: (
            <pre className="rounded-md border border-line bg-surface-raised p-5 font-mono text-xs whitespace-pre-wrap break-words">
              {text}
            </pre>
          ),
        },
      ]}
    />
  );
}
