import { Search, WifiOff } from "lucide-react";
import { useId } from "react";
import type { FoundTicket } from "@/lib/domain/check-in/schema";
import { GateButton } from "./gate-button";
import type { GateClient } from "./gate-client";
import { retryText, STANDING_WORD } from "./scan-words";
import { Sheet } from "./sheet";
import { SHORTEST_SEARCH, useSearch } from "./use-search";

/** As many as the server answers with at most. */
const MOST_FOUND = 20;

type SearchSheetProps = {
  client: GateClient;
  eventId: string;
  value: string;
  onChange(value: string): void;
  onChoose(ticketId: string): void;
  onClose(): void;
};

/** Finds a guest by name or number, for whoever comes without a code. Choosing one only looks at the ticket; nobody is let in by it. */
export function SearchSheet({ client, eventId, value, onChange, onChoose, onClose }: SearchSheetProps) {
  const search = useSearch(client, eventId, value);
  const id = useId();
  return (
    <Sheet title="Search a guest" onClose={onClose}>
      <form noValidate onSubmit={(event) => event.preventDefault()} className="grid grid-cols-1 gap-4">
        <div className="grid grid-cols-1 gap-2">
          <label htmlFor={id} className="text-[1rem] font-semibold">
            Name or number
          </label>
          <input
            id={id}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            onFocus={(event) => event.target.select()}
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            enterKeyHint="search"
            maxLength={80}
            className="min-h-[72px] rounded-[16px] border-2 border-(--gate-field) bg-(--gate-ground) px-4 text-[1.375rem] font-semibold"
          />
        </div>
        <SearchState search={search} typed={value.trim()} />
      </form>
      {search.found === null ? null : (
        <ul aria-label="Found guests" className="mt-3 grid grid-cols-1 gap-2">
          {search.found.tickets.map((ticket) => (
            <li key={ticket.id}>
              <FoundGuest ticket={ticket} onChoose={() => onChoose(ticket.id)} />
            </li>
          ))}
        </ul>
      )}
    </Sheet>
  );
}

function stateText({ found, isBusy, problem }: ReturnType<typeof useSearch>, typed: string): string {
  if (problem !== null) return problem;
  if (typed.length < SHORTEST_SEARCH) return `Type at least ${SHORTEST_SEARCH} letters, or a ticket's number.`;
  if (found === null || isBusy) return "Searching…";
  if (found.tickets.length === 0) return `Nobody found for “${found.q}”. Try a part of the name.`;
  if (found.tickets.length >= MOST_FOUND) return `The first ${MOST_FOUND}. Type more of the name for fewer.`;
  return found.tickets.length === 1 ? "1 guest" : `${found.tickets.length} guests`;
}

function SearchState({ search, typed }: { search: ReturnType<typeof useSearch>; typed: string }) {
  if (search.unanswered !== null) {
    return (
      <div className="flex items-center gap-4">
        <WifiOff aria-hidden className="size-6 shrink-0 text-(--gate-amber)" />
        <p role="status" className="flex-1 text-[1rem] font-semibold">
          {retryText(search.unanswered)}
          {search.found === null || search.found.tickets.length === 0
            ? ""
            : ` Below is what was found for “${search.found.q}”.`}
        </p>
        <GateButton look="soft" className="px-4" onClick={search.tryNow}>
          Try now
        </GateButton>
      </div>
    );
  }
  return (
    <p role="status" className="flex min-h-[1.5em] items-center gap-2 text-[1rem] text-(--gate-quiet)">
      <Search aria-hidden className="size-5 shrink-0" />
      {stateText(search, typed)}
    </p>
  );
}

function FoundGuest({ ticket, onChoose }: { ticket: FoundTicket; onChoose(): void }) {
  return (
    <button
      type="button"
      onClick={onChoose}
      className="flex min-h-[72px] w-full items-center gap-4 rounded-[16px] border-2 border-(--gate-line) px-4 py-2.5 text-left touch-manipulation"
    >
      <span className="grid min-w-0 flex-1 gap-0.5">
        <span className="text-[1.125rem] leading-snug font-semibold wrap-anywhere">{ticket.name}</span>
        <span className="text-[0.9375rem] text-(--gate-quiet) tabular-nums">
          No. {ticket.number}
          {ticket.type === undefined ? "" : ` · ${ticket.type}`}
        </span>
      </span>
      <span className="shrink-0 text-[0.9375rem] font-semibold">{STANDING_WORD[ticket.standing]}</span>
    </button>
  );
}
