import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";

type SheetProps = { title: string; onClose(): void; children: ReactNode };

/** A panel over the gate, from the bottom on a phone. The browser's own dialog holds the focus and hears Escape. */
export function Sheet({ title, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element === null || element.open) return;
    const opener = document.activeElement;
    element.showModal();
    // The browser would focus "Close", being first.
    const field = element.querySelector<HTMLElement>("input:checked") ?? element.querySelector<HTMLElement>("input");
    field?.focus();
    // The browser gives the focus back when it closes the dialog itself, not when the dialog goes with what it was chosen for.
    return () => {
      if (opener instanceof HTMLElement && document.activeElement === document.body)
        opener.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onClose={onClose}
      className="gate-sheet gate-rise m-0 mt-auto max-h-[86dvh] w-full max-w-none flex-col overflow-hidden rounded-t-[24px] bg-(--gate-panel) p-0 text-(--gate-ink) open:flex sm:m-auto sm:max-w-[34rem] sm:rounded-[24px] sideways:max-w-[44rem]"
    >
      <div className="flex items-center justify-between gap-4 py-3 pr-3 pl-6">
        <h2 id={heading} className="text-[1.25rem] font-semibold">
          {title}
        </h2>
        <button
          type="button"
          onClick={() => dialog.current?.close()}
          className="grid size-[48px] shrink-0 place-items-center rounded-[12px] touch-manipulation"
        >
          <X aria-hidden className="size-6" />
          <span className="sr-only">Close</span>
        </button>
      </div>
      <div className="min-h-0 overflow-y-auto px-6 pt-1 pb-[max(1.5rem,env(safe-area-inset-bottom))]">{children}</div>
    </dialog>
  );
}
