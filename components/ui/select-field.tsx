import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import type { BoundField } from "./bind-fields";
import { CONTROL_HEIGHT, CONTROL_LOOK, Field, type FieldFrame } from "./field";

type SelectFieldProps = BoundField &
  Omit<FieldFrame, "id" | "error"> &
  Omit<ComponentProps<"select">, keyof BoundField>;

/** The system's own select: it knows every keyboard, every phone and four hundred time zones. */
export function SelectField({ label, help, isOptional, error, id, className, children, ...select }: SelectFieldProps) {
  return (
    <Field id={id} label={label} help={help} isOptional={isOptional} error={error}>
      {(control) => (
        <span className="relative block">
          <select
            // A form that React resets after its action puts a select back to its first choice, whatever its default.
            key={select.defaultValue}
            {...select}
            {...control}
            required={!isOptional}
            className={clsx(CONTROL_LOOK, CONTROL_HEIGHT, "appearance-none truncate pr-9", className)}
          >
            {children}
          </select>
          <ChevronDown
            aria-hidden
            className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-ink-soft"
          />
        </span>
      )}
    </Field>
  );
}
