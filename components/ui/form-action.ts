import { useRouter } from "next/navigation";
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

/**
 * Brings the page up to date when somebody else saved first: what is stored now comes with its revision, on which the next try
 * to save is then made.
 */
export function useRefreshOnConflict(result: ActionResult<unknown> | null): void {
  const router = useRouter();
  useEffect(() => {
    if (result?.ok === false && result.code === "CONFLICT") router.refresh();
  }, [result, router]);
}
