"use client";
import { useRef, useState } from "react";
import type { DialogControl } from "./dialog";

/**
 * Which of several acts asks in a dialog. The menu it was chosen from leaves the focus to the dialog, and when that closes
 * the focus goes to what `returnTo` names. `asked` stays what it was until the next one asks, for the words of a dialog
 * that is closing.
 */
export function useAsking<Act>(returnTo: (asked: Act | null) => HTMLElement | null | undefined) {
  const [asked, setAsked] = useState<Act | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const isAsking = useRef(false);
  const ask = (act: Act) => {
    isAsking.current = true;
    setAsked(act);
    setIsOpen(true);
  };
  const returnFocus = () => {
    isAsking.current = false;
    returnTo(asked)?.focus();
  };
  const dialog = (act: Act): DialogControl => ({
    isOpen: isOpen && asked === act,
    onOpenChange: setIsOpen,
    returnFocus,
  });
  return { asked, isOpen, ask, dialog, keepFocus: () => isAsking.current };
}
