import type { BoundField } from "../ui/bind-fields";
import { SelectField } from "../ui/select-field";

export type TicketType = { id: string; name: string };

/** Asks for the ticket's type where there is a choice. */
export function TypeField({ types, ...field }: BoundField & { types: TicketType[] }) {
  if (types.length < 2) return null;
  return (
    <SelectField {...field} label="Type">
      {types.map((type) => (
        <option key={type.id} value={type.id}>
          {type.name}
        </option>
      ))}
    </SelectField>
  );
}
