import type { ComponentProps } from "react";
import { TextField } from "./text-field";

type EmailFieldProps = Omit<ComponentProps<typeof TextField>, "label" | "type"> & { label?: string };

/** The address of somebody else: nothing fills it in, corrects it or begins it with a capital. */
export function EmailField({ label = "Email", ...field }: EmailFieldProps) {
  return (
    <TextField
      {...field}
      label={label}
      type="email"
      inputMode="email"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={254}
      autoComplete="off"
    />
  );
}
