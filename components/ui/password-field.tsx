"use client";
import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { CONTROL_HEIGHT, CONTROL_LOOK, Field, type FieldFrame } from "./field";

type PasswordFieldProps = FieldFrame & Omit<ComponentProps<"input">, "id" | "type" | "className">;

/** A password, with a way to look at what was typed. It never comes back after a refusal. */
export function PasswordField({ id, label, error, help, ...input }: PasswordFieldProps) {
  const [isShown, setIsShown] = useState(false);
  return (
    <Field id={id} label={label} error={error} help={help}>
      {(control) => (
        <span className="relative block">
          <input
            {...input}
            {...control}
            type={isShown ? "text" : "password"}
            required
            className={`${CONTROL_LOOK} ${CONTROL_HEIGHT} pr-12`}
          />
          <button
            type="button"
            aria-label="Show typed characters"
            aria-pressed={isShown}
            onClick={() => setIsShown(!isShown)}
            className="absolute inset-y-0 right-0 grid w-11 place-items-center rounded-md text-ink-soft hover:text-ink"
          >
            {isShown ? <EyeOff aria-hidden className="size-4" /> : <Eye aria-hidden className="size-4" />}
          </button>
        </span>
      )}
    </Field>
  );
}
