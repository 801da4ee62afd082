import type { ActionResult } from "@/lib/core/errors";

/** What a field needs to know of its form: where it is, what was typed, and what is wrong with it. */
export type BoundField = { id: string; name: string; error?: string; defaultValue: string };

/** Ties the field of one name to its form; `initial` is what an untouched one holds. */
export type BindField = (name: string, initial?: string) => BoundField;

/**
 * Ties field names to the last answer of the form's action: what was typed survives a refusal. `scope` keeps ids apart
 * where two forms of one page have a field of the same name.
 */
export function bindFields(scope: string, result: ActionResult<unknown> | null): BindField {
  const refused = result && !result.ok ? result : null;
  return (name, initial = "") => ({
    id: `${scope}-${name}`,
    name,
    error: refused?.fields?.[name],
    // An emptied field comes back as nothing: it was emptied, and must not turn into what was there before.
    defaultValue: refused ? (refused.values[name] ?? "") : initial,
  });
}
