import { clsx } from "clsx";
import { type ComponentProps, useEffect, useRef } from "react";

type GateButtonProps = ComponentProps<"button"> & {
  look: "primary" | "soft";
  /** Takes the focus when it appears, so that Enter is always the next step. */
  takesFocus?: boolean;
};

export const BUTTON_SHAPE =
  "flex min-h-[72px] items-center justify-center gap-3 rounded-[16px] px-5 text-[1.25rem] leading-tight font-semibold select-none touch-manipulation";
export const BUTTON_LOOK = {
  primary: "bg-(--gate-button) text-(--gate-button-ink)",
  soft: "border-2 border-(--gate-line) bg-(--gate-soft) text-(--gate-soft-ink)",
} as const;

/** A button of the gate: big, and deaf to a key that is merely still held down from the step before. */
export function GateButton({ look, takesFocus = false, className, type = "button", ...rest }: GateButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takesFocus) button.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  return (
    <button
      {...rest}
      ref={button}
      type={type}
      className={clsx(BUTTON_SHAPE, BUTTON_LOOK[look], "aria-disabled:opacity-80", className)}
      onKeyDown={(event) => {
        if (event.repeat) event.preventDefault();
      }}
    />
  );
}
