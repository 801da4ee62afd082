import { clsx } from "clsx";
import Link from "next/link";
import type { ComponentProps } from "react";
import { type ButtonSize, type ButtonVariant, buttonLook } from "./button-look";

type LinkButtonProps = ComponentProps<typeof Link> & { variant?: ButtonVariant; size?: ButtonSize };

/** A link that looks like a button, for what leads somewhere rather than does something. */
export function LinkButton({ variant = "secondary", size, className, ...rest }: LinkButtonProps) {
  return <Link {...rest} className={clsx(buttonLook(variant, size), className)} />;
}
