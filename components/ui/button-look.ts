import { clsx } from "clsx";

export type ButtonVariant = "primary" | "secondary" | "quiet" | "soft" | "danger";
export type ButtonSize = "regular" | "small" | "large" | "tight" | "square" | "icon";

const VARIANTS: Record<ButtonVariant, string> = {
  primary: "bg-accent text-accent-ink hover:bg-[color-mix(in_srgb,var(--accent)_88%,var(--ink))]",
  secondary: "border border-ink-soft/40 bg-surface-raised text-ink hover:border-ink-soft hover:bg-surface-sunken",
  quiet: "text-ink hover:bg-ink/6",
  soft: "text-ink-soft hover:bg-ink/8 hover:text-ink data-[state=open]:bg-ink/8",
  danger: "bg-refused text-surface-raised hover:bg-[color-mix(in_srgb,var(--refused)_88%,var(--ink))]",
};

// A finger needs 44 px where a mouse is content with less.
const SIZES: Record<ButtonSize, string> = {
  regular: "min-h-10 px-4 text-sm pointer-coarse:min-h-11",
  small: "min-h-8 px-2.5 text-xs pointer-coarse:min-h-11",
  large: "min-h-11 px-5 text-sm",
  tight: "min-h-10 px-2 text-sm pointer-coarse:min-h-11",
  square: "size-10 text-sm pointer-coarse:size-11",
  icon: "size-8 shrink-0 text-sm pointer-coarse:size-11",
};

/** What buttons, and links that look like them, have in common. */
export function buttonLook(variant: ButtonVariant, size: ButtonSize = "regular"): string {
  return clsx(
    "relative inline-flex items-center justify-center gap-2 rounded-md font-[560] whitespace-nowrap select-none",
    "transition-colors duration-[120ms] motion-reduce:transition-none aria-disabled:cursor-default [&_svg]:size-4 [&_svg]:shrink-0",
    VARIANTS[variant],
    SIZES[size],
  );
}
