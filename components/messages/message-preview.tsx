"use client";
import { Tabs } from "../ui/tabs";

type MessagePreviewProps = { subject: string; html: string; text: string; note: string };

/**
 * The email itself, and a note of what its button does here. Its HTML is drawn in a frame without script and form, whatever a
 * name or a venue may hold; its links may open a new tab, without the frame's limits.
 */
export function MessagePreview({ subject, html, text, note }: MessagePreviewProps) {
  return (
    <Tabs
      label="Parts of the email"
      tabs={[
        {
          key: "html",
          label: "As it looks",
          content: (
            <div className="flex flex-col gap-2">
              <p className="text-sm text-ink-soft">{note}</p>
              <iframe
                title={`Email: ${subject}`}
                srcDoc={html}
                sandbox="allow-popups allow-popups-to-escape-sandbox"
                className="h-[46rem] max-h-[80dvh] w-full rounded-md border border-line bg-white"
              />
            </div>
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
