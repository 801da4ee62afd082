import type { TicketFilter } from "@/lib/domain/tickets/schema";
import { FilterForm, FilterSelect } from "../ui/filter-form";
import { EMAIL_OPTIONS, isFiltered, STANDING_OPTIONS } from "./filter-words";
import type { TicketType } from "./type-field";

type TicketFiltersProps = { filter: TicketFilter; types: TicketType[]; eventHref: string };

export function TicketFilters({ filter, types, eventHref }: TicketFiltersProps) {
  return (
    <FilterForm
      path={eventHref}
      search={{ label: "Search tickets", placeholder: "Name, email, number", value: filter.search ?? "" }}
      isFiltered={isFiltered(filter)}
    >
      <FilterSelect name="standing" label="Standing" value={filter.standing} options={STANDING_OPTIONS} />
      {types.length > 1 ? (
        <FilterSelect
          name="type"
          label="Type"
          value={filter.typeId}
          options={types.map(({ id, name }) => ({ value: id, label: name }))}
        />
      ) : null}
      {/* Not "Email", which is a field of the form beside it. */}
      <FilterSelect name="email" label="Delivery" value={filter.email} options={EMAIL_OPTIONS} />
    </FilterForm>
  );
}
