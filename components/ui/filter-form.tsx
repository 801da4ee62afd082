"use client";
import { ChevronDown, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useEffect, useRef, useTransition } from "react";
import { Button } from "./button";
import { CONTROL_HEIGHT, CONTROL_LOOK } from "./field";
import { LinkButton } from "./link-button";

type FilterFormProps = {
  /** The list's own address; the fields become its query. */
  path: string;
  search: { label: string; placeholder: string; value: string };
  isFiltered: boolean;
  /** Selects, each of which applies as soon as it is changed. */
  children: ReactNode;
};

/**
 * What narrows a list: a search and some choices, in the address, so that a view can be kept and shared. Without script it is
 * an ordinary form. "/" leads to the search.
 */
export function FilterForm({ path, search, isFiltered, children }: FilterFormProps) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const field = useRef<HTMLInputElement>(null);
  const id = `search-${path.split("/").at(-1)}`;

  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof Element && event.target.closest("input, textarea, select, [role=dialog]");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    document.addEventListener("keydown", focus);
    return () => document.removeEventListener("keydown", focus);
  }, []);

  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(event.currentTarget)) {
      if (typeof value === "string" && value.trim() !== "") query.set(name, value.trim());
    }
    const text = query.toString();
    startTransition(() => router.push(text === "" ? path : `${path}?${text}`, { scroll: false }));
  };

  return (
    <search>
      <form
        action={path}
        method="get"
        onSubmit={apply}
        onChange={(event) => {
          if (event.target instanceof HTMLSelectElement) event.currentTarget.requestSubmit();
        }}
        className="flex flex-wrap items-end gap-3"
      >
        <div className="flex min-w-0 flex-[2_1_18rem] gap-2">
          <div className="relative min-w-0 flex-1">
            <label htmlFor={id} className="sr-only">
              {search.label}
            </label>
            <Search
              aria-hidden
              className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-soft"
            />
            <input
              // What was searched for elsewhere, as by "back", stands in the field again.
              key={search.value}
              ref={field}
              id={id}
              type="search"
              name="q"
              defaultValue={search.value}
              placeholder={search.placeholder}
              maxLength={200}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              enterKeyHint="search"
              aria-keyshortcuts="/"
              className={`${CONTROL_LOOK} ${CONTROL_HEIGHT} pr-3 pl-9`}
            />
          </div>
          <Button type="submit" isPending={isPending}>
            Search
          </Button>
        </div>
        <div className="flex min-w-0 flex-[1_1_18rem] flex-wrap items-end gap-3">
          {children}
          {isFiltered ? (
            <LinkButton href={path} variant="quiet" size="tight" scroll={false}>
              Reset
            </LinkButton>
          ) : null}
        </div>
      </form>
    </search>
  );
}

type FilterSelectProps = { name: string; label: string; value: string | undefined; options: readonly FilterOption[] };
type FilterOption = { value: string; label: string };

/** One choice of a filter; the first, "all", chooses nothing. */
export function FilterSelect({ name, label, value = "", options }: FilterSelectProps) {
  return (
    <label className="flex max-w-60 min-w-28 flex-1 flex-col gap-1 text-xs text-ink-soft">
      {label}
      <span className="relative block">
        <select
          key={value}
          name={name}
          defaultValue={value}
          className={`${CONTROL_LOOK} ${CONTROL_HEIGHT} appearance-none truncate pr-9 text-sm! pointer-coarse:text-base!`}
        >
          <option value="">All</option>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown
          aria-hidden
          className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-ink-soft"
        />
      </span>
    </label>
  );
}
