import { useEffect, useEffectEvent } from "react";
import type { ActionResult } from "@/lib/core/errors";

/** A server action that is bound to its organization, as a form takes it. */
export type FormAction<T> = (previous: ActionResult<T> | null, form: FormData) => Promise<ActionResult<T>>;

/** Calls `onDone` once for each answer that says yes. */
export function useWhenDone<T>(result: ActionResult<T> | null, onDone: (data: T) => void): void {
  const done = useEffectEvent(onDone);
  useEffect(() => {
    if (result?.ok) done(result.data);
  }, [result]);
}
