"use client";
import { useRef } from "react";

/**
 * Gives the focus back to what had it before a dialog was opened, or where `returnFocus` puts it. Left alone, Radix gives it to
 * the dialog's own trigger and, where there is none, to nothing.
 */
export function useFocusBack(returnFocus: (() => void) | undefined) {
  const opener = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      opener.current = document.activeElement;
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      if (returnFocus) returnFocus();
      else if (opener.current instanceof HTMLElement) opener.current.focus();
    },
  };
}
