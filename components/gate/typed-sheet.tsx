import { type FormEvent, useId, useRef, useState } from "react";
import { GateButton } from "./gate-button";
import type { Reading } from "./scan-step";
import { Sheet } from "./sheet";

/** A number, then the four check letters; how they are parted is left to the person. */
const NUMBER_AND_LETTERS = /^\d{1,9}[\s-]*[0-9A-Za-z]{4}$/;
/** Longer than anything printed for typing: a hardware scanner fired into the field. */
const SCANNED_LENGTH = 20;

type TypedSheetProps = {
  value: string;
  onChange(value: string): void;
  onRead(method: Reading["method"], text: string): void;
  onClose(): void;
};

/** Typed entry, for a code that cannot be scanned. What was typed stays until it worked. */
export function TypedSheet({ value, onChange, onRead, onClose }: TypedSheetProps) {
  const [error, setError] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const text = value.trim();
    if (text.length >= SCANNED_LENGTH) return onRead("wedge", text);
    if (NUMBER_AND_LETTERS.test(text)) return onRead("typed", text);
    setError(
      text === "" ? "Type the number and the four letters." : "Type the number, then its four letters, like 17-K7QF.",
    );
    field.current?.focus();
  };

  return (
    <Sheet title="Type a number" onClose={onClose}>
      <form onSubmit={submit} noValidate className="grid grid-cols-1 gap-5">
        <div className="grid grid-cols-1 gap-2">
          <label htmlFor={id} className="text-[1rem] font-semibold">
            Ticket number and letters
          </label>
          <input
            ref={field}
            id={id}
            value={value}
            onChange={(event) => {
              setError(null);
              onChange(event.target.value);
            }}
            onFocus={(event) => event.target.select()}
            autoComplete="off"
            autoCapitalize="characters"
            autoCorrect="off"
            spellCheck={false}
            enterKeyHint="go"
            maxLength={64}
            aria-invalid={error !== null}
            aria-describedby={error === null ? `${id}-help` : `${id}-error ${id}-help`}
            className="min-h-[72px] rounded-[16px] border-2 border-(--gate-field) bg-(--gate-ground) px-4 text-[1.75rem] font-semibold tracking-[0.04em] uppercase tabular-nums"
          />
          {error === null ? null : (
            <p id={`${id}-error`} role="alert" className="text-[1rem] font-semibold text-(--gate-amber)">
              {error}
            </p>
          )}
          <p id={`${id}-help`} className="text-[1rem] text-(--gate-quiet)">
            Printed under the QR code, like <span className="whitespace-nowrap">17-K7QF</span>.
          </p>
        </div>
        <GateButton type="submit" look="primary">
          Check ticket
        </GateButton>
      </form>
    </Sheet>
  );
}
