import type { ReactNode } from "react";

type Choice = { id: string; label: string; detail?: ReactNode };

type ChoiceListProps = {
  legend: string;
  name: string;
  choices: readonly Choice[];
  chosen: string | null;
  onChoose(id: string): void;
  error?: string | null;
};

/** One of several, as big rows that a thumb can hit. */
export function ChoiceList({ legend, name, choices, chosen, onChoose, error = null }: ChoiceListProps) {
  return (
    <fieldset
      className="grid min-w-0 grid-cols-1 gap-2"
      aria-describedby={error === null ? undefined : `${name}-error`}
    >
      <legend className="mb-2 text-[1rem] font-semibold">{legend}</legend>
      {choices.map((choice) => (
        <label
          key={choice.id}
          className="flex min-h-[64px] cursor-pointer items-center gap-4 rounded-[16px] border-2 border-(--gate-line) px-4 py-3 has-checked:border-(--gate-ink) has-checked:bg-(--gate-soft) has-focus-visible:outline-3 has-focus-visible:outline-offset-3 has-focus-visible:outline-(--gate-focus)"
        >
          <input
            type="radio"
            name={name}
            value={choice.id}
            checked={choice.id === chosen}
            onChange={() => onChoose(choice.id)}
            className="peer size-6 shrink-0 appearance-none rounded-full border-2 border-(--gate-field) outline-none checked:border-[8px] checked:border-(--gate-ink)"
          />
          <span className="grid min-w-0 gap-0.5">
            <span className="text-[1.125rem] leading-snug font-semibold">{choice.label}</span>
            {choice.detail === undefined ? null : (
              <span className="text-[0.9375rem] leading-snug text-(--gate-quiet)">{choice.detail}</span>
            )}
          </span>
        </label>
      ))}
      {error === null ? null : (
        <p id={`${name}-error`} role="alert" className="text-[1rem] font-semibold text-(--gate-amber)">
          {error}
        </p>
      )}
    </fieldset>
  );
}
