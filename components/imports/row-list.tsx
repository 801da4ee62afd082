import { clsx } from "clsx";
import Link from "next/link";
import { reasonText } from "@/lib/domain/imports/rules";
import type { ImportCounts, RowFilter, RowPage, RowView } from "@/lib/domain/imports/schema";
import { countText } from "../events/count-text";
import { LinkButton } from "../ui/link-button";
import { Cell, Row, RowHeader, Table } from "../ui/table";

const COLUMNS = [
  { label: "Line", align: "right" as const },
  { label: "Guest" },
  { label: "Type" },
  { label: "Reference" },
];

type RowListProps = {
  page: RowPage;
  counts: ImportCounts;
  /** What a good row gets, as "Gets a ticket"; the filter for them, as "To issue"; the column's name, as "What happens". */
  words: { good: string; goodFilter: string; outcome: string };
  thisHref: string;
};

/** The rows of a list with what happens to each, by what happens and a page at a time. */
export function RowList({ page, counts, words, thisHref }: RowListProps) {
  const filters: { key: RowFilter; label: string; count: number }[] = [
    { key: "all", label: "All lines", count: counts.issue + counts.refused },
    { key: "issue", label: words.goodFilter, count: counts.issue },
    { key: "refused", label: "Left out", count: counts.refused },
  ];
  const href = (filter: RowFilter, number = 1) =>
    `${thisHref}?show=${filter}${number > 1 ? `&page=${number}` : ""}#rows`;
  return (
    <section id="rows" aria-label="Lines of the list" className="flex min-w-0 scroll-mt-6 flex-col gap-4">
      <nav aria-label="Which lines" className="-mx-4 overflow-x-auto px-4 sm:mx-0 sm:px-0">
        <ul className="flex gap-5">
          {filters.map(({ key, label, count }) => (
            <li key={key}>
              <Link
                href={href(key)}
                aria-current={page.filter === key ? "true" : undefined}
                className={clsx(
                  "flex min-h-9 items-center gap-1.5 border-b-2 text-sm whitespace-nowrap pointer-coarse:min-h-11",
                  page.filter === key
                    ? "border-ink font-[560] text-ink"
                    : "border-transparent text-ink-soft hover:text-ink",
                )}
              >
                {label} <span className="tabular-nums">{countText(count)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {page.rows.length > 0 ? (
        <Table caption="Lines of the list" columns={[...COLUMNS, { label: words.outcome }]}>
          {page.rows.map((row) => (
            <ListLine key={row.line} row={row} good={words.good} />
          ))}
        </Table>
      ) : (
        <p className="border-t border-line pt-6 text-sm text-ink-soft">
          {page.filter === "refused" ? "No line is left out." : "No line of this kind."}
        </p>
      )}
      {page.of > 1 ? (
        <nav aria-label="Pages of lines" className="flex flex-wrap items-center gap-2">
          {page.number > 1 ? <LinkButton href={href(page.filter, page.number - 1)}>Lines before</LinkButton> : null}
          {page.number < page.of ? <LinkButton href={href(page.filter, page.number + 1)}>More lines</LinkButton> : null}
          <p className="text-xs text-ink-soft tabular-nums">
            Page {countText(page.number)} of {countText(page.of)}
          </p>
        </nav>
      ) : null}
    </section>
  );
}

function ListLine({ row, good }: { row: RowView; good: string }) {
  return (
    <Row className="max-md:grid-cols-[2.5rem_minmax(0,1fr)] max-md:gap-x-2">
      <Cell align="right" className="text-ink-soft max-md:self-start">
        <span className="sr-only md:hidden">Line </span>
        {countText(row.line)}
      </Cell>
      <RowHeader className="min-w-0 md:max-w-72">
        <span className="block font-[560] break-words">{row.name || <Blank what="no name" />}</span>
        <span className="block text-xs break-all text-ink-soft">{row.email || <Blank what="no email" />}</span>
      </RowHeader>
      <Cell className="break-words text-ink-soft empty:hidden max-md:col-start-2 max-md:text-xs md:max-w-40 md:empty:table-cell">
        {row.type || null}
      </Cell>
      <Cell className="break-all text-ink-soft empty:hidden max-md:col-start-2 max-md:text-xs md:max-w-40 md:empty:table-cell">
        {row.reference || null}
      </Cell>
      <Cell className="max-md:col-start-2 md:max-w-72">
        {row.reasons.length === 0 ? (
          <span className="text-ink-soft">{good}</span>
        ) : (
          <span className="flex flex-col">
            {row.reasons.map((reason) => (
              <span key={reason.code} className="font-[560]">
                {reasonText(reason)}
              </span>
            ))}
          </span>
        )}
      </Cell>
    </Row>
  );
}

function Blank({ what }: { what: string }) {
  return <span className="font-normal text-ink-soft italic">{what}</span>;
}
