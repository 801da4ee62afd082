/** Usher's sign: somebody stepping in at a door. */
export function Mark({ className = "size-7" }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path
        d="M9 10v7a7 7 0 0 0 14 0v-7"
        className="fill-none stroke-accent-ink"
        strokeWidth="3.5"
        strokeLinecap="round"
      />
      <circle cx="16" cy="11" r="2.6" className="fill-accent-ink" />
    </svg>
  );
}
