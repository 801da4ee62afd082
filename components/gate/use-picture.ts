import { useEffect, useEffectEvent, useState } from "react";
import { pictureIn, readPicture } from "./picture";

type PictureReading = {
  isBusy: boolean;
  /** What came of the last picture that held no code. */
  notice: string | null;
  /** True while a file is held over the page. */
  isOver: boolean;
  read(file: File): void;
  forget(): void;
};

const NOT_FOUND = "No QR code found in that picture. Try a sharper one.";
const NOT_A_PICTURE = "That file could not be opened as a picture. Try a PNG or JPEG.";

/** Reads codes from pictures that are chosen, dropped on the page, or pasted. */
export function usePicture(isActive: boolean, onRead: (text: string) => void): PictureReading {
  const [isBusy, setIsBusy] = useState(false);
  const [isOver, setIsOver] = useState(false);
  const [notice, setNotice] = useState<string | null>(null);

  const read = async (file: File) => {
    setIsBusy(true);
    setNotice(null);
    try {
      const text = await readPicture(file);
      if (text === null) setNotice(NOT_FOUND);
      else onRead(text);
    } catch {
      setNotice(NOT_A_PICTURE);
    } finally {
      setIsBusy(false);
    }
  };
  const onData = useEffectEvent((data: DataTransfer | null) => {
    const file = pictureIn(data);
    if (isActive && file !== null) void read(file);
    return file !== null;
  });

  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      if (onData(event.clipboardData)) event.preventDefault();
    };
    const onDrag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      // Without this the browser would leave the gate and show the file.
      event.preventDefault();
      setIsOver(event.type === "dragover");
    };
    const onDrop = (event: DragEvent) => {
      onDrag(event);
      onData(event.dataTransfer);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    document.addEventListener("paste", onPaste);
    document.addEventListener("dragover", onDrag);
    document.addEventListener("dragleave", onLeave);
    document.addEventListener("drop", onDrop);
    return () => {
      document.removeEventListener("paste", onPaste);
      document.removeEventListener("dragover", onDrag);
      document.removeEventListener("dragleave", onLeave);
      document.removeEventListener("drop", onDrop);
    };
  }, []);

  return { isBusy, notice, isOver: isOver && isActive, read: (file) => void read(file), forget: () => setNotice(null) };
}
