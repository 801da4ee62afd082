import { clsx } from "clsx";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps, MouseEvent } from "react";
import { type ButtonSize, type ButtonVariant, buttonLook } from "./button-look";

type ButtonProps = ComponentProps<"button"> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** While true the button cannot be pressed but keeps the focus, which `disabled` would take from it. */
  isPending?: boolean;
};

function ignore(event: MouseEvent): void {
  event.preventDefault();
}

export function Button({
  variant = "secondary",
  size,
  isPending = false,
  type = "button",
  className,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={isPending || undefined}
      aria-busy={isPending || undefined}
      className={clsx(buttonLook(variant, size), className)}
      {...(isPending ? { onClick: ignore } : {})}
    >
      {isPending ? <LoaderCircle aria-hidden className="animate-turn motion-reduce:animate-none" /> : null}
      {children}
    </button>
  );
}
