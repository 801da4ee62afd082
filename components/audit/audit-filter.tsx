import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { DATE_FIELD_RANGE } from "@/lib/core/time";
import { AUDIT_AREAS } from "@/lib/domain/audit/schema";
import { Button } from "../ui/button";
import { CONTROL_HEIGHT, CONTROL_LOOK, Field } from "../ui/field";
import { LinkButton } from "../ui/link-button";

/** What an address narrows the trail to, as it stands there; empty strings for what it does not name. */
export type AuditAsked = { who: string; area: string; event: string; from: string; to: string };

type Named = { id: string; name: string };
type AuditFilterProps = {
  asked: AuditAsked;
  people: Named[];
  keys: Named[];
  events: Named[];
  auditHref: string;
};

/** Narrows the trail. A plain form that leads to an address, which can be kept, sent and gone back to. */
export function AuditFilterForm({ asked, people, keys, events, auditHref }: AuditFilterProps) {
  const isAsked = Object.values(asked).some((value) => value !== "");
  return (
    <form
      action={auditHref}
      // Whatever the form was filled with before, it shows what the list below is narrowed to.
      key={JSON.stringify(asked)}
      className="grid grid-cols-2 items-end gap-3 md:grid-cols-3 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_10rem_10rem_minmax(0,1.5fr)_auto]"
    >
      <Choice name="who" label="Who" value={asked.who} all="Everybody">
        <Options named={people} />
        {keys.length > 0 ? (
          <optgroup label="API keys">
            <Options named={keys} />
          </optgroup>
        ) : null}
      </Choice>
      <Choice name="area" label="About" value={asked.area} all="Everything">
        <Options named={Object.entries(AUDIT_AREAS).map(([id, { label }]) => ({ id, name: label }))} />
      </Choice>
      <Day name="from" label="From" value={asked.from} />
      <Day name="to" label="To" value={asked.to} />
      <Choice name="event" label="Event" value={asked.event} all="All events">
        <Options named={events} />
      </Choice>
      <div className="flex gap-2">
        <Button type="submit">Show</Button>
        {isAsked ? (
          <LinkButton href={auditHref} variant="quiet">
            Clear
          </LinkButton>
        ) : null}
      </div>
    </form>
  );
}

type ChoiceProps = { name: string; label: string; value: string; all: string; children: ReactNode };

function Choice({ name, label, value, all, children }: ChoiceProps) {
  return (
    <Field id={`audit-${name}`} label={label}>
      {(control) => (
        <span className="relative block">
          <select
            {...control}
            name={name}
            defaultValue={value}
            className={`${CONTROL_LOOK} ${CONTROL_HEIGHT} appearance-none truncate pr-9`}
          >
            <option value="">{all}</option>
            {children}
          </select>
          <ChevronDown
            aria-hidden
            className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-ink-soft"
          />
        </span>
      )}
    </Field>
  );
}

function Options({ named }: { named: Named[] }) {
  return named.map(({ id, name }) => (
    <option key={id} value={id}>
      {name}
    </option>
  ));
}

function Day({ name, label, value }: { name: string; label: string; value: string }) {
  return (
    <Field id={`audit-${name}`} label={label}>
      {(control) => (
        <input
          {...control}
          name={name}
          type="date"
          {...DATE_FIELD_RANGE}
          defaultValue={value}
          className={`${CONTROL_LOOK} ${CONTROL_HEIGHT} min-w-0 tabular-nums`}
        />
      )}
    </Field>
  );
}
