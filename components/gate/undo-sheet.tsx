import { type FormEvent, useId, useState } from "react";
import { ChoiceList } from "./choice-list";
import { GateButton } from "./gate-button";
import type { Moved } from "./scan-step";
import { DIRECTION_WORDS, ticketText } from "./scan-words";
import { Sheet } from "./sheet";

const REASONS = {
  in: ["Wrong person", "Confirmed by mistake", "Did not go in"],
  out: ["Wrong person", "Confirmed by mistake", "Did not go out"],
} as const;
const OTHER = "Another reason";

type UndoSheetProps = { moved: Moved; onUndo(reason: string): void; onClose(): void };

/** Takes back this device's last admission or check-out. The reason goes on record with it. */
export function UndoSheet({ moved, onUndo, onClose }: UndoSheetProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [other, setOther] = useState("");
  const [error, setError] = useState<string | null>(null);
  const id = useId();

  const words = DIRECTION_WORDS[moved.direction].undo;
  const reasons = REASONS[moved.direction];
  const choices = [...reasons, OTHER].map((reason) => ({ id: reason, label: reason }));

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const reason = chosen === OTHER ? other.trim() : chosen;
    if (reason === null) setError("Choose why.");
    else if (reason === "") setError("Say why.");
    else onUndo(reason);
  };

  return (
    <Sheet title={words.title} onClose={onClose}>
      <form onSubmit={submit} noValidate className="grid grid-cols-1 gap-5">
        <p className="text-[1.125rem]">
          {ticketText(moved.ticket)} {words.after}
        </p>
        <ChoiceList
          legend="Why?"
          name="undo-reason"
          choices={choices}
          chosen={chosen}
          onChoose={(choice) => {
            setError(null);
            setChosen(choice);
          }}
          error={error}
        />
        {chosen === OTHER ? (
          <div className="grid grid-cols-1 gap-2">
            <label htmlFor={id} className="text-[1rem] font-semibold">
              Reason
            </label>
            <input
              id={id}
              value={other}
              maxLength={200}
              autoComplete="off"
              onChange={(event) => setOther(event.target.value)}
              className="min-h-[64px] rounded-[16px] border-2 border-(--gate-field) bg-(--gate-ground) px-4 text-[1.125rem]"
            />
          </div>
        ) : null}
        <GateButton type="submit" look="primary">
          {words.button}
        </GateButton>
      </form>
    </Sheet>
  );
}
