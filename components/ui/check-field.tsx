import type { ReactNode } from "react";
import type { BoundField } from "./bind-fields";

type CheckFieldProps = BoundField & { label: string; help?: ReactNode };

/** A box to tick; its value is "on" or "off", so that an unticked one survives an error too. */
export function CheckField({ id, name, error, defaultValue, label, help }: CheckFieldProps) {
  const helpId = help ? `${id}-help` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
      <input type="hidden" name={name} value="off" />
      <input
        // A form that React resets after its action puts a box back to its first state, whatever its default.
        key={defaultValue}
        id={id}
        name={name}
        type="checkbox"
        value="on"
        defaultChecked={defaultValue === "on"}
        aria-describedby={[errorId, helpId].filter(Boolean).join(" ") || undefined}
        className="mt-0.5 size-5 accent-accent pointer-coarse:size-6"
      />
      <label htmlFor={id} className="text-sm font-[560] pointer-coarse:py-1">
        {label}
      </label>
      {error ? (
        <p id={errorId} className="col-start-2 mt-1 text-sm text-refused">
          {error}
        </p>
      ) : null}
      {help ? (
        <p id={helpId} className="col-start-2 mt-0.5 text-xs text-ink-soft">
          {help}
        </p>
      ) : null}
    </div>
  );
}
