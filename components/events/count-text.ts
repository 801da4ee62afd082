const GROUPED = new Intl.NumberFormat("en-US");

/** A number with its thousands set apart. */
export function countText(count: number): string {
  return GROUPED.format(count);
}

/** "1 ticket", "1,204 tickets". */
export function ticketsText(count: number): string {
  return `${countText(count)} ${count === 1 ? "ticket" : "tickets"}`;
}
