import { clsx } from "clsx";
import type { ReactNode } from "react";

type Column = { label: string; align?: "right"; isHidden?: boolean; className?: string };

/**
 * A true table. On a phone each row becomes a small block: its cells stand in two columns and carry their own labels,
 * since the head is out of sight there.
 */
export function Table({ caption, columns, children }: { caption: string; columns: Column[]; children: ReactNode }) {
  return (
    <table className="w-full border-collapse text-sm max-md:block">
      <caption className="sr-only">{caption}</caption>
      <thead className="max-md:sr-only">
        <tr>
          {columns.map((column) => (
            <th
              key={column.label}
              scope="col"
              className={clsx(
                "border-b border-line pr-4 pb-2 text-xs font-[560] whitespace-nowrap text-ink-soft last:pr-0",
                column.align === "right" ? "text-right" : "text-left",
                column.className,
              )}
            >
              {column.isHidden ? <span className="sr-only">{column.label}</span> : column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-md:block max-md:border-t max-md:border-line">{children}</tbody>
    </table>
  );
}

export function Row({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <tr
      className={clsx(
        "border-b border-line max-md:grid max-md:items-center max-md:gap-y-1 max-md:py-3.5 md:hover:bg-ink/3",
        className ?? "max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-x-4",
      )}
    >
      {children}
    </tr>
  );
}

type CellProps = {
  children: ReactNode;
  /** What the column is called, shown before the value where there is no head. */
  label?: string;
  align?: "right";
  className?: string;
};

export function Cell({ children, label, align, className }: CellProps) {
  return (
    <td
      className={clsx(
        "tabular-nums md:py-3 md:pr-4 md:align-middle md:last:pr-0",
        align === "right" && "md:text-right",
        className,
      )}
    >
      {label ? <span className="text-ink-soft md:hidden">{label} </span> : null}
      {children}
    </td>
  );
}

/** The cell a row is known by. */
export function RowHeader({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <th scope="row" className={clsx("text-left font-normal md:py-3 md:pr-4 md:align-middle", className)}>
      {children}
    </th>
  );
}
