import { SearchX } from "lucide-react";
import { MESSAGE_STATES, type MessageFilter } from "@/lib/domain/messages/schema";
import { FilterForm, FilterSelect } from "../ui/filter-form";
import { LinkButton } from "../ui/link-button";
import { MESSAGE_STATE_TEXT } from "./message-words";

const STATE_OPTIONS = MESSAGE_STATES.map((value) => ({ value, label: MESSAGE_STATE_TEXT[value] }));

type MessageFiltersProps = { filter: MessageFilter; path: string };

export function MessageFilters({ filter, path }: MessageFiltersProps) {
  return (
    <FilterForm
      path={path}
      search={{ label: "Search emails", placeholder: "Recipient", value: filter.search ?? "" }}
      isFiltered={Boolean(filter.search || filter.state)}
    >
      <FilterSelect name="state" label="State" value={filter.state} options={STATE_OPTIONS} />
    </FilterForm>
  );
}

/** Nothing behind the last page, or nothing that was searched for. */
export function NoMessages({ filter, path }: MessageFiltersProps) {
  const said = [
    ...(filter.search ? [`“${filter.search}”`] : []),
    ...(filter.state ? [`state ${MESSAGE_STATE_TEXT[filter.state]}`] : []),
  ].join(", ");
  return (
    <div className="flex flex-col items-start gap-4 border-t border-line pt-6">
      <p role="status" className="flex gap-3 text-ink-soft">
        <SearchX aria-hidden className="mt-0.5 size-5 shrink-0" />
        {said === "" ? "There are no older emails." : `No email matches ${said}.`}
      </p>
      <LinkButton href={path}>Show all emails</LinkButton>
    </div>
  );
}

/** The address of the outbox as it is filtered, at one of its pages. */
export function messagesHref(
  path: string,
  { search, state }: MessageFilter,
  page: { before?: string; after?: string } = {},
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ q: search, state, ...page })) if (value) query.set(name, value);
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}
