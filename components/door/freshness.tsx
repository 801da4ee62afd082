"use client";
import { CloudOff, RefreshCw } from "lucide-react";
import Link from "next/link";
import { formatInstant, zoneName } from "@/lib/core/time";
import { TROUBLE_TEXT } from "./door-words";
import { type DoorTrouble, LOOK_SECONDS } from "./use-door";

type FreshnessProps = { asOf: string; timeZone: string; trouble: DoorTrouble | null; signInHref: string };

/** Of when the numbers are, and whether new ones come. */
export function Freshness({ asOf, timeZone, trouble, signInHref }: FreshnessProps) {
  return (
    <div className="flex flex-col gap-1 text-sm text-ink-soft">
      <p className="flex items-center gap-2 tabular-nums">
        <RefreshCw aria-hidden className="size-4 shrink-0" />
        <span>
          As of <time dateTime={asOf}>{formatInstant(new Date(asOf), timeZone, "exact")}</time> {zoneName(timeZone)}
          {trouble ? "" : `, every ${LOOK_SECONDS} seconds`}
        </span>
      </p>
      <div role="status">
        {trouble ? (
          <p className="flex items-start gap-2 font-[560] text-ink">
            <CloudOff aria-hidden className="mt-0.5 size-4 shrink-0" />
            <span>
              {TROUBLE_TEXT[trouble]}{" "}
              {trouble === "signed-out" ? (
                <Link href={signInHref} className="underline underline-offset-4">
                  Sign in
                </Link>
              ) : null}
            </span>
          </p>
        ) : null}
      </div>
    </div>
  );
}
