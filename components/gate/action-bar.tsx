import { clsx } from "clsx";
import { type ReactNode, useEffect, useState } from "react";

/** Milliseconds in which a new step's buttons ignore touch: the second tap of a double tap was meant for the last one. */
const DOUBLE_TAP_MS = 350;

/** The row of buttons at the bottom, within the thumb's reach. Key it by the step it belongs to. */
export function ActionBar({ children }: { children: ReactNode }) {
  const [isArmed, setIsArmed] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setIsArmed(true), DOUBLE_TAP_MS);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <div
      className={clsx(
        "mx-auto grid w-full max-w-[56rem] grid-flow-col gap-3 px-5 pt-3 pb-[max(1.25rem,env(safe-area-inset-bottom))] sm:px-8",
        "has-[>:nth-child(2)]:grid-cols-[2fr_3fr]",
        // Beside what it is about, and never over it.
        "sideways:m-0 sideways:w-[38%] sideways:max-w-[22rem] sideways:shrink-0 sideways:grid-flow-row sideways:content-end sideways:pr-[max(1.25rem,env(safe-area-inset-right))] sideways:pl-0 sideways:has-[>:nth-child(2)]:grid-cols-1",
        !isArmed && "pointer-events-none",
      )}
    >
      {children}
    </div>
  );
}
