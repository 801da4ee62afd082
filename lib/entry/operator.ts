import "server-only";
import type { Ctx, CtxTenant, PlatformCtx } from "@/lib/core/ctx";
import { inTx } from "@/lib/core/db/transaction";
import { newId } from "@/lib/core/ids";
import { makeCtx } from "./caller";
import { logged, noteCaller } from "./pipeline";

/** Stands for "the one at this machine's command line" where an id is asked for. */
const COMMAND_LINE = "00000000-0000-7000-8000-000000000000";
const EVERYTHING = [{ permission: "*" }] as const;

/** The command line's ctx above all organizations. */
export function operatorCtx(): PlatformCtx {
  return {
    requestId: newId(),
    actor: { kind: "operator", id: COMMAND_LINE, permissions: EVERYTHING },
    now: new Date(),
  };
}

/** Runs commands within one organization for the command line: one transaction, one log line, audited as the operator's. */
export function asOperator<T>(name: string, tenant: CtxTenant, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const { requestId, actor, now } = operatorCtx();
  return logged({ name, requestId }, () => {
    const ctx = makeCtx({ actor, tenant }, { requestId, now });
    noteCaller(ctx);
    return inTx(ctx, work);
  });
}
