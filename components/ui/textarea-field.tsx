import { clsx } from "clsx";
import type { ComponentProps } from "react";
import type { BoundField } from "./bind-fields";
import { CONTROL_LOOK, Field, type FieldFrame } from "./field";

type TextareaFieldProps = BoundField &
  Omit<FieldFrame, "id" | "error"> &
  Omit<ComponentProps<"textarea">, keyof BoundField>;

export function TextareaField({ label, help, isOptional, error, id, className, ...textarea }: TextareaFieldProps) {
  return (
    <Field id={id} label={label} help={help} isOptional={isOptional} error={error}>
      {(control) => (
        <textarea
          {...textarea}
          {...control}
          required={!isOptional}
          className={clsx(CONTROL_LOOK, "block resize-y py-2", className)}
        />
      )}
    </Field>
  );
}
