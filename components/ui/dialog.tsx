"use client";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { DIALOG_SHADE, DIALOG_SHEET } from "./dialog-look";
import { useFocusBack } from "./use-focus-back";

/** Whether a dialog is there, and what becomes of the focus when it no longer is. */
export type DialogControl = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  /** Where the focus goes afterwards, when what opened the dialog may be gone by then. */
  returnFocus?: () => void;
};

type DialogProps = DialogControl & { title: string; description: ReactNode; children: ReactNode };

/** Something to fill in before going on. On a phone it comes from below, where the thumb is. */
export function Dialog({ isOpen, onOpenChange, title, description, returnFocus, children }: DialogProps) {
  const focusBack = useFocusBack(returnFocus);
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={DIALOG_SHADE} />
        <Radix.Content className={DIALOG_SHEET} {...focusBack}>
          <Radix.Title className="text-lg">{title}</Radix.Title>
          <Radix.Description className="text-sm text-ink-soft">{description}</Radix.Description>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
