import { useLayoutEffect, useRef } from "react";

const SMALLEST = 28;

type FitTextProps = { text: string; largest: number };

/** Sets a text in the largest type, in pixels, that fits the room it has without breaking a word. */
export function FitText({ text, largest }: FitTextProps) {
  const room = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLParagraphElement>(null);

  useLayoutEffect(() => {
    const [box, words] = [room.current, line.current];
    if (box === null || words === null || text === "") return;
    const fits = (size: number) => {
      words.style.fontSize = `${size}px`;
      return words.scrollWidth <= box.clientWidth && words.scrollHeight <= box.clientHeight;
    };
    const resize = () => {
      words.style.overflowWrap = "normal";
      let [low, high] = [SMALLEST, largest];
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (fits(middle)) low = middle;
        else high = middle - 1;
      }
      // A word longer than the line even at the smallest size may break; it must not be cut off.
      if (!fits(low)) words.style.overflowWrap = "anywhere";
    };
    resize();
    const observer = new ResizeObserver(resize);
    observer.observe(box);
    return () => observer.disconnect();
  }, [text, largest]);

  return (
    <div ref={room} className="flex min-h-0 w-full flex-1 items-center overflow-hidden">
      <p ref={line} className="w-full leading-[1.08] font-bold tracking-[-0.02em] text-balance">
        {text}
      </p>
    </div>
  );
}
