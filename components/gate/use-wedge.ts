import { useEffect, useEffectEvent, useRef } from "react";
import { createWedgeBuffer, type WedgeBuffer } from "./wedge-buffer";

function takesTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.matches("input:not([type=radio], [type=file]), textarea, select") ||
    target.closest("dialog") !== null
  );
}

/** Listens to a hardware scanner that types like a keyboard, whatever has the focus short of a field or a sheet. */
export function useWedge(onScan: (text: string) => void): void {
  const scanned = useEffectEvent(onScan);
  const buffer = useRef<WedgeBuffer | null>(null);

  useEffect(() => {
    buffer.current ??= createWedgeBuffer();
    const keys = buffer.current;
    const onKey = (event: KeyboardEvent) => {
      if (takesTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      const text = keys.press(event.key, event.timeStamp);
      if (text === null) return;
      // The Enter that ends a burst would also press the focused button. All other keys go where they would go.
      event.preventDefault();
      event.stopPropagation();
      scanned(text);
    };
    document.addEventListener("keydown", onKey, true);
    return () => document.removeEventListener("keydown", onKey, true);
  }, []);
}
