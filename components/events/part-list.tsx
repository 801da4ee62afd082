"use client";
import { ArrowDown, ArrowUp, Pencil, Plus, Trash2 } from "lucide-react";
import { type ReactNode, type RefObject, startTransition, useActionState, useRef } from "react";
import type { ActionResult } from "@/lib/core/errors";
import type { Place } from "@/lib/domain/events/rules";
import type { BoundField } from "../ui/bind-fields";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import type { FormAction } from "../ui/form-action";
import { FormSummary } from "../ui/form-summary";
import { MenuItem } from "../ui/menu";
import { MoreMenu } from "../ui/more-menu";
import { useToast } from "../ui/toasts";
import { useAsking } from "../ui/use-asking";
import { PartDialog } from "./part-dialog";

type Part = {
  id: string;
  name: string;
  /** The one that an edit of it is made from. */
  revision: number;
  detail?: string;
  /** What stands at the end of its row. */
  note?: string;
  /** What its form starts from, beside the name. */
  values?: Record<string, string>;
};

export type PartActions = {
  add: FormAction<null>;
  save: FormAction<null>;
  place: FormAction<null>;
  remove: FormAction<null>;
};

type PartListProps = {
  eventId: string;
  /** What one of them is called: "ticket type". */
  noun: string;
  /** The form field that holds its id. */
  idField: string;
  parts: Part[];
  /** None where nothing can be arranged any more. */
  actions: PartActions | null;
  /** What happens when it is removed. */
  removal: string;
  /** Further fields of its form. */
  fields?: (field: (name: string) => BoundField) => ReactNode;
};

type Asked = { act: "add" } | { act: "edit" | "remove"; part: Part };

function partOf(asked: Asked | null): Part | null {
  return asked && asked.act !== "add" ? asked.part : null;
}

/** What an event has several of, in their order, each with what can be done with it. */
export function PartList({ eventId, noun, idField, parts, actions, removal, fields }: PartListProps) {
  const addButton = useRef<HTMLButtonElement>(null);
  const menus = useRef(new Map<string, HTMLButtonElement>());
  const { asked, ask, dialog, keepFocus } = useAsking<Asked>(
    // The row of a part that was removed is gone.
    (last) => menus.current.get(partOf(last)?.id ?? "") ?? addButton.current,
  );
  const toast = useToast();
  const askedOf = partOf(asked);
  // As it is now: a refused edit brings along what is saved meanwhile.
  const part = askedOf && (parts.find(({ id }) => id === askedOf.id) ?? askedOf);
  return (
    <div className="flex flex-col gap-4">
      {actions ? (
        <Rows {...{ eventId, noun, idField, parts, place: actions.place, menus, ask, keepFocus }} />
      ) : (
        <ul className="border-t border-line">
          {parts.map((each) => (
            <Line key={each.id} part={each} />
          ))}
        </ul>
      )}
      {actions ? (
        <Button ref={addButton} className="self-start" onClick={() => ask({ act: "add" })}>
          <Plus aria-hidden />
          Add {noun}
        </Button>
      ) : null}
      {actions && asked && asked.act !== "remove" ? (
        <PartDialog
          {...dialog(asked)}
          key={part?.id ?? "new"}
          noun={noun}
          part={part}
          action={part ? actions.save : actions.add}
          hidden={{ eventId, ...(part ? { [idField]: part.id, revision: String(part.revision) } : {}) }}
          fields={fields}
          onDone={(name) => toast(part ? `${name} is saved.` : `${name} is added.`)}
        />
      ) : null}
      {actions && part && asked?.act === "remove" ? (
        <ConfirmDialog
          {...dialog(asked)}
          title={`Delete ${noun} ${part.name}?`}
          description={removal}
          action={actions.remove}
          fields={{ eventId, [idField]: part.id }}
          confirmText={`Delete ${noun}`}
          keepText="Keep it"
          isDangerous
          onDone={() => toast(`${part.name} is deleted.`)}
        />
      ) : null}
    </div>
  );
}

type RowsProps = Pick<PartListProps, "eventId" | "noun" | "idField" | "parts"> & {
  place: FormAction<null>;
  /** Each part's menu button, by its id. */
  menus: RefObject<Map<string, HTMLButtonElement>>;
  ask: (wish: Asked) => void;
  keepFocus: () => boolean;
};

function Rows({ eventId, noun, idField, parts, place, menus, ask, keepFocus }: RowsProps) {
  const [result, submit, isPending] = useActionState<ActionResult<null> | null, FormData>(place, null);
  const move = (id: string, to: Place) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ eventId, [idField]: id, place: to })) form.set(name, value);
    startTransition(() => submit(form));
  };
  return (
    <>
      <FormSummary scope={idField} result={result} />
      <ul aria-busy={isPending} className="border-t border-line">
        {parts.map((part, index) => (
          <Line key={part.id} part={part}>
            <MoreMenu
              ref={(button) => {
                if (button) menus.current.set(part.id, button);
                return () => {
                  menus.current.delete(part.id);
                };
              }}
              label={`More for ${noun} ${part.name}`}
              keepFocus={keepFocus}
              place="row"
              className="-mr-1.5"
            >
              <MenuItem onSelect={() => ask({ act: "edit", part })}>
                <Pencil aria-hidden />
                Edit…
              </MenuItem>
              {index > 0 ? (
                <MenuItem onSelect={() => move(part.id, "up")}>
                  <ArrowUp aria-hidden />
                  Move up
                </MenuItem>
              ) : null}
              {index < parts.length - 1 ? (
                <MenuItem onSelect={() => move(part.id, "down")}>
                  <ArrowDown aria-hidden />
                  Move down
                </MenuItem>
              ) : null}
              {parts.length > 1 ? (
                <MenuItem isDangerous onSelect={() => ask({ act: "remove", part })}>
                  <Trash2 aria-hidden />
                  Delete…
                </MenuItem>
              ) : null}
            </MoreMenu>
          </Line>
        ))}
      </ul>
    </>
  );
}

function Line({ part, children }: { part: Part; children?: ReactNode }) {
  return (
    <li className="flex items-center gap-4 border-b border-line py-2.5">
      <span className="min-w-0 flex-1">
        <span className="block text-sm font-[560] break-words">{part.name}</span>
        {part.detail ? <span className="block text-xs text-ink-soft tabular-nums">{part.detail}</span> : null}
      </span>
      {part.note ? <span className="text-xs whitespace-nowrap text-ink-soft tabular-nums">{part.note}</span> : null}
      {children}
    </li>
  );
}
