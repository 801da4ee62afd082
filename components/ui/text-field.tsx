import { clsx } from "clsx";
import type { ComponentProps } from "react";
import type { BoundField } from "./bind-fields";
import { CONTROL_HEIGHT, CONTROL_LOOK, Field, type FieldFrame } from "./field";

type TextFieldProps = BoundField & Omit<FieldFrame, "id" | "error"> & Omit<ComponentProps<"input">, keyof BoundField>;

export function TextField({ label, help, isOptional, error, id, className, type = "text", ...input }: TextFieldProps) {
  return (
    <Field id={id} label={label} help={help} isOptional={isOptional} error={error}>
      {(control) => (
        <input
          {...input}
          {...control}
          type={type}
          required={!isOptional}
          className={clsx(CONTROL_LOOK, CONTROL_HEIGHT, "tabular-nums", className)}
        />
      )}
    </Field>
  );
}
