"use client";
import { clsx } from "clsx";
import { createContext, type ReactNode, useContext, useState } from "react";

type Selection = {
  /** Chosen tickets of this page. */
  chosen: ReadonlySet<string>;
  isPageChosen: boolean;
  /** Whether all that the filter finds are meant, on whatever page. */
  isAllChosen: boolean;
  toggle: (id: string, isRange: boolean) => void;
  togglePage: () => void;
  chooseAll: () => void;
  clear: () => void;
};

const SelectionOfPage = createContext<Selection | null>(null);

export function useSelection(): Selection {
  const selection = useContext(SelectionOfPage);
  if (!selection) throw new Error("There is no selection here.");
  return selection;
}

/** Remembers which tickets of a page are chosen. Give it a key of the page: another page starts with none. */
export function TicketSelection({ ids, children }: { ids: readonly string[]; children: ReactNode }) {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [isAllChosen, setIsAllChosen] = useState(false);
  const [last, setLast] = useState<string | null>(null);
  // The page is read again while it is looked at: what has left it is no longer chosen.
  const chosen = new Set(ids.filter((id) => marked.has(id)));
  const isPageChosen = ids.length > 0 && chosen.size === ids.length;

  const mark = (next: ReadonlySet<string>) => {
    setMarked(next);
    setIsAllChosen(false);
  };
  const toggle = (id: string, isRange: boolean) => {
    const [from, to] = [ids.indexOf(last ?? ""), ids.indexOf(id)].sort((a, b) => a - b);
    const range = isRange && from !== undefined && from >= 0 && to !== undefined ? ids.slice(from, to + 1) : [id];
    const isOn = !chosen.has(id);
    const next = new Set(chosen);
    for (const one of range) isOn ? next.add(one) : next.delete(one);
    mark(next);
    setLast(id);
  };
  const selection: Selection = {
    chosen,
    isPageChosen,
    isAllChosen: isAllChosen && isPageChosen,
    toggle,
    togglePage: () => mark(isPageChosen ? new Set() : new Set(ids)),
    chooseAll: () => setIsAllChosen(true),
    clear: () => mark(new Set()),
  };
  return <SelectionOfPage value={selection}>{children}</SelectionOfPage>;
}

const BOX = "size-4 accent-accent";

/** Chooses one ticket; with Shift, all from the one before. */
export function SelectBox({ id, label }: { id: string; label: string }) {
  const { chosen, toggle } = useSelection();
  return (
    <label className="grid size-8 cursor-pointer place-items-center md:-ml-2 pointer-coarse:size-11">
      <span className="sr-only">{label}</span>
      <input
        type="checkbox"
        checked={chosen.has(id)}
        onChange={({ nativeEvent }) => toggle(id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
        className={BOX}
      />
    </label>
  );
}

export function SelectPage({ className }: { className?: string }) {
  const { chosen, isPageChosen, togglePage } = useSelection();
  return (
    <label className={clsx("flex cursor-pointer items-center gap-2 text-sm pointer-coarse:min-h-11", className)}>
      <input
        type="checkbox"
        checked={isPageChosen}
        ref={(box) => {
          if (box) box.indeterminate = chosen.size > 0 && !isPageChosen;
        }}
        onChange={togglePage}
        className={BOX}
      />
      Choose this page
    </label>
  );
}
