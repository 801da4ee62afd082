import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

export type FieldFrame = {
  id: string;
  label: string;
  error?: string;
  help?: ReactNode;
  isOptional?: boolean;
};

export type ControlProps = { id: string; "aria-describedby"?: string; "aria-invalid"?: true };

export const CONTROL_LOOK =
  "w-full rounded-md border border-ink-soft/70 bg-surface-raised px-3 text-base text-ink placeholder:text-ink-soft hover:border-ink-soft aria-invalid:border-refused aria-invalid:outline-refused";
export const CONTROL_HEIGHT = "min-h-10 pointer-coarse:min-h-11";

/** Label above, help and error below, tied to the control that `children` draws. */
export function Field({
  id,
  label,
  error,
  help,
  isOptional,
  children,
}: FieldFrame & { children: (control: ControlProps) => ReactNode }) {
  const helpId = help ? `${id}-help` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  const describedBy = [errorId, helpId].filter(Boolean).join(" ");
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-[560]">
        {label}
        {isOptional ? <span className="font-normal text-ink-soft"> (optional)</span> : null}
      </label>
      {children({
        id,
        ...(describedBy ? { "aria-describedby": describedBy } : {}),
        ...(error ? { "aria-invalid": true } : {}),
      })}
      {error ? (
        <p id={errorId} className="flex gap-1.5 text-sm whitespace-pre-line text-refused">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {error}
        </p>
      ) : null}
      {help ? (
        <p id={helpId} className="text-xs text-ink-soft">
          {help}
        </p>
      ) : null}
    </div>
  );
}
