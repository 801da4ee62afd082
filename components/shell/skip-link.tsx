/** The first stop of the Tab key: past the navigation. The page's main part carries the id. */
export function SkipLink() {
  return (
    <a
      href="#content"
      className="fixed top-2 left-2 z-50 -translate-y-20 rounded-md bg-ink px-4 py-2.5 text-sm text-surface focus:translate-y-0"
    >
      Skip to content
    </a>
  );
}
