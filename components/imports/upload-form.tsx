"use client";
import { clsx } from "clsx";
import { CircleAlert, Download, FileUp, LoaderCircle } from "lucide-react";
import { useRouter } from "next/navigation";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { buttonLook } from "../ui/button-look";
import { sendFile } from "./send-file";

type UploadFormProps = {
  uploadHref: string;
  /** The page of all imports; that of the new one is below it. */
  importHref: string;
};

/** Where a list is put: dropped, or chosen with mouse, finger or keyboard. What is wrong with it is said right there. */
export function UploadForm({ uploadHref, importHref }: UploadFormProps) {
  const router = useRouter();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const [sending, setSending] = useState<{ name: string; share: number } | null>(null);
  const [error, setError] = useState<{ name: string; sentence: string } | null>(null);

  // The field stays usable while a file is on its way: switched off it would lose the focus.
  const send = async (file: File | undefined) => {
    if (!file || sending) return;
    setError(null);
    setSending({ name: file.name, share: 0 });
    const sent = await sendFile(uploadHref, file, (share) => setSending({ name: file.name, share }));
    if ("importId" in sent) return router.push(`${importHref}/${sent.importId}`);
    setSending(null);
    setError({ name: file.name, sentence: sent.sentence });
    // The same file, corrected, can be chosen again.
    if (input.current) input.current.value = "";
  };
  useEffect(() => {
    if (error) input.current?.focus();
  }, [error]);
  const over = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(true);
  };

  return (
    <section aria-labelledby="upload-title" className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <h2 id="upload-title" className="text-lg">
          Import a list of guests
        </h2>
        <p className="max-w-[42rem] text-sm text-ink-soft">
          A CSV file with a line for each guest. You see what will happen to every line before a ticket is issued.
        </p>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveElementInteractions: dropping is a second way; the field within serves the keyboard. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: as above. */}
      <div
        onDragOver={over}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setIsOver(false);
          void send(event.dataTransfer.files[0]);
        }}
        className={clsx(
          "flex flex-col items-center gap-4 rounded-lg border border-dashed px-4 py-10 text-center sm:py-12",
          isOver
            ? "border-accent bg-accent/6"
            : error
              ? "border-refused bg-surface-raised"
              : "border-ink-soft/60 bg-surface-raised",
        )}
      >
        <FileUp aria-hidden className="size-7 text-ink-soft" strokeWidth={1.5} />
        <p className="text-sm max-sm:hidden">Drop the file here, or</p>
        <input
          ref={input}
          id="import-file"
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          className="peer sr-only"
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? "import-file-error import-file-help" : "import-file-help"}
          onChange={(event) => void send(event.currentTarget.files?.[0])}
        />
        <label
          htmlFor="import-file"
          aria-disabled={sending !== null || undefined}
          className={clsx(
            buttonLook("primary"),
            "cursor-pointer peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-focus",
          )}
        >
          {sending ? <LoaderCircle aria-hidden className="animate-turn motion-reduce:animate-none" /> : null}
          {sending ? "Reading the list" : "Choose a CSV file"}
        </label>
        <p role="status" className="text-sm text-ink-soft tabular-nums empty:hidden">
          {sending ? progressText(sending) : null}
        </p>
        <div id="import-file-error" role="alert" className="empty:hidden">
          {error ? (
            <p className="flex max-w-[36rem] gap-2 text-left text-sm text-refused">
              <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
              <span className="min-w-0">
                <span className="font-[560] break-all">{error.name}</span>: {error.sentence}
              </span>
            </p>
          ) : null}
        </div>
        <p id="import-file-help" className="max-w-[36rem] text-xs text-ink-soft">
          Columns: name and email, and where you have them type and reference. Up to 10,000 guests and 5 MB. Uploading
          the same list twice issues nothing twice.
        </p>
      </div>
      <a
        href={`${importHref}/template.csv`}
        download
        className="inline-flex items-center gap-1.5 self-start rounded-sm text-sm text-accent underline underline-offset-2 pointer-coarse:min-h-11"
      >
        <Download aria-hidden className="size-4" />
        Download an empty list to fill in
      </a>
    </section>
  );
}

function progressText({ name, share }: { name: string; share: number }): string {
  return share < 1 ? `${name}: ${Math.round(share * 100)} % sent` : `${name}: sent, being read`;
}
