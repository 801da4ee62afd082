/** An empty cell: a dash to see, words to hear, and nothing at all where cells carry their own labels. */
export function NotYet() {
  return (
    <span className="text-ink-soft max-md:hidden">
      <span aria-hidden>–</span>
      <span className="sr-only">not yet</span>
    </span>
  );
}
