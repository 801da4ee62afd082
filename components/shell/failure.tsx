"use client";
import { RotateCw } from "lucide-react";
import { useEffect, useRef } from "react";
import { errorText } from "@/lib/core/error-texts";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { DeadEnd } from "./dead-end";

type FailureProps = { error: unknown; retry: () => void };

/** A page that could not be drawn. Only the reference of the error ever reaches the browser. */
export function Failure({ error, retry }: FailureProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const reference = referenceOf(error);
  return (
    <div ref={box} tabIndex={-1} role="alert" className="outline-none">
      <DeadEnd
        title="This page could not be shown"
        actions={
          <Button variant="primary" onClick={retry}>
            <RotateCw aria-hidden />
            Try again
          </Button>
        }
      >
        <p>{reference ? errorText("INTERNAL") : errorText("UNAVAILABLE")}</p>
        {reference ? (
          <p className="flex items-center gap-2 text-sm">
            Reference <code className="font-mono text-ink">{reference}</code>
            <CopyButton text={reference} label="Copy" />
          </p>
        ) : null}
      </DeadEnd>
    </div>
  );
}

function referenceOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("digest" in error)) return undefined;
  return typeof error.digest === "string" ? error.digest : undefined;
}
