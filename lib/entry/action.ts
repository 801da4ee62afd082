import "server-only";
import { cookies, headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import type { Ctx } from "@/lib/core/ctx";
import { inTx } from "@/lib/core/db/transaction";
import { errorText } from "@/lib/core/error-texts";
import type { ActionResult } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { inTenantLane } from "@/lib/core/lanes";
import { makeCtx, memberCaller } from "./caller";
import { refuseForeignOrigin } from "./http";
import { parseInput } from "./input";
import { logged, noteCaller, noteInput, toAppError } from "./pipeline";
import { enforceLimit } from "./rate-limits";
import { sessionCookieName } from "./session-cookie";

export type ActionDefinition<Input, Output> = {
  name: string;
  input: z.ZodType<Input>;
  /** What `input` parses, from the form; its plain fields when left out. */
  fromForm?: (form: FormData) => unknown;
  /** What actions like this one rush at: they take turns at it in this process before they take a connection. */
  lane?: (input: Input) => string;
  /** In one transaction. */
  run: (ctx: Ctx, input: Input) => Promise<Output>;
  /** After the commit: revalidate or redirect. */
  after?: (output: Output, organization: string) => void;
};

/** A server action's door, for `useActionState(action.bind(null, organization), null)`: the same pipeline as a route's. Never throws but for redirects. */
export function defineAction<Input, Output>(action: ActionDefinition<Input, Output>) {
  return async (
    named: string,
    _previous: ActionResult<Output> | null,
    sent: FormData,
  ): Promise<ActionResult<Output>> => {
    const [organization, form] = [sentText(named), sentForm(sent)];
    const answer = await answerForm({ name: action.name, form }, async (requestId) => {
      const now = new Date();
      const cookie = (await cookies()).get(sessionCookieName())?.value;
      const ctx = makeCtx(await memberCaller(cookie, organization, now), { requestId, now });
      noteCaller(ctx);
      await enforceLimit("action", `${ctx.tenant.id}:${ctx.actor.kind === "person" ? ctx.actor.id : ""}`);
      const input = parseInput(action.input, action.fromForm ? action.fromForm(form) : plainFields(form));
      noteInput(input);
      return inTenantLane(ctx, action.lane?.(input), () => inTx(ctx, (tx) => action.run(tx, input)));
    });
    if (answer.ok) action.after?.(answer.data, organization);
    return answer;
  };
}

/** Runs a form's work with one log line; a refusal comes back with what was typed, secrets left out. Never throws but for redirects. */
export async function answerForm<T>(
  { name, form }: { name: string; form: FormData },
  work: (requestId: string) => Promise<T>,
): Promise<ActionResult<T>> {
  const sent = await headers();
  const requestId = sent.get("x-request-id") ?? newId();
  const answer = async () => {
    // Next compares Origin with the host, and lets pass whoever sends none.
    refuseForeignOrigin({ headers: sent });
    return work(requestId);
  };
  try {
    return { ok: true, data: await logged({ name, requestId }, answer) };
  } catch (error) {
    unstable_rethrow(error);
    const { code, details } = toAppError(error);
    const values = typedValues(form);
    return { ok: false, code, text: errorText(code, details), fields: details.fields, requestId, values };
  }
}

/** What is an action's argument by its type may be anything that somebody made up. */
export function sentText(sent: unknown): string {
  return typeof sent === "string" ? sent.replace(/\p{Surrogate}/gu, "") : "";
}

/** A form as it was sent, and one without fields in place of anything else. */
export function sentForm(sent: unknown): FormData {
  return sent instanceof FormData ? sent : new FormData();
}

/** A form's fields as strings, empty ones left out: an input that was not filled in says nothing. */
function plainFields(form: FormData): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of form) {
    if (typeof value === "string" && value !== "" && !name.startsWith("$")) fields[name] = value;
  }
  return fields;
}

function typedValues(form: FormData): Record<string, string> {
  return Object.fromEntries(Object.entries(plainFields(form)).filter(([name]) => !/password|secret|token/i.test(name)));
}
