import { clsx } from "clsx";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { ActionBar } from "./action-bar";
import { FitText } from "./fit-text";
import type { RememberedTicket } from "./scan-step";

/** Characters of a word that may be set larger and still keep to one line on a phone. */
const SHORT_WORD = 8;

function wordSize(word: string, isBesideIcon: boolean): string {
  const isLarge = !isBesideIcon || word.length <= SHORT_WORD;
  return `${isLarge ? "text-[clamp(2.25rem,14vw,5.5rem)]" : "text-[clamp(2.25rem,10vw,5rem)]"} sideways:text-[2.25rem]`;
}

type OutcomeScreenProps = {
  icon: LucideIcon;
  isBusy?: boolean;
  word: string;
  ticket: RememberedTicket | null;
  /** What to know or do, in the order of importance. */
  lines: readonly string[];
  actions: ReactNode;
};

/** One outcome, filling the screen: sign and word, who it is about, what to do, and the buttons for it. */
export function OutcomeScreen({ icon: Icon, isBusy = false, word, ticket, lines, actions }: OutcomeScreenProps) {
  return (
    <section className="flex min-h-0 flex-1 flex-col sideways:flex-row" aria-busy={isBusy}>
      <div
        className={clsx(
          "mx-auto flex min-h-0 w-full max-w-[56rem] flex-1 flex-col overflow-y-auto px-5 pt-2 sm:px-8 sm:pt-8",
          "sideways:mx-0 sideways:max-w-none sideways:min-w-0 sideways:pt-1 sideways:pl-[max(2rem,env(safe-area-inset-left))]",
          ticket === null && "justify-center pb-[12vh] sideways:pb-0",
        )}
      >
        <div className={clsx("flex gap-4", ticket === null ? "flex-col gap-6 sideways:gap-3" : "items-center")}>
          <Icon
            aria-hidden
            strokeWidth={2.25}
            className={clsx(
              "shrink-0",
              ticket === null ? "size-[112px] sideways:size-[64px]" : "size-[56px] sm:size-[80px] sideways:size-[44px]",
              isBusy && "gate-spin",
            )}
          />
          <h2
            className={clsx("leading-[1.02] font-bold text-wrap tracking-[-0.025em]", wordSize(word, ticket !== null))}
          >
            {word}
          </h2>
        </div>
        {ticket === null ? null : (
          <>
            <div className="flex min-h-[96px] flex-1 py-4 sideways:min-h-[64px] sideways:py-2">
              {ticket.name === null ? null : <FitText text={ticket.name} largest={132} />}
            </div>
            <p className="text-[clamp(2.5rem,12vw,4.5rem)] sideways:text-[2.5rem] leading-none font-semibold tracking-[-0.02em] tabular-nums">
              No. {ticket.number}
            </p>
            {ticket.type === undefined ? null : <p className="mt-2 text-[1.5rem] font-semibold">{ticket.type}</p>}
          </>
        )}
        <div
          className={clsx(
            "grid gap-1.5 pt-5 pb-4 leading-snug sideways:gap-1 sideways:pt-2 sideways:pb-3",
            ticket === null ? "text-[1.375rem] sideways:text-[1.25rem]" : "text-[1.25rem] sideways:text-[1.0625rem]",
          )}
        >
          {lines.map((line, index) => (
            <p key={line} className={index === 0 ? "font-semibold" : "text-(--gate-quiet)"}>
              {line}
            </p>
          ))}
        </div>
      </div>
      <ActionBar>{actions}</ActionBar>
    </section>
  );
}
