import "server-only";
import type { z } from "zod";
import { actorId, type Ctx } from "@/lib/core/ctx";
import { inTx } from "@/lib/core/db/transaction";
import { AppError } from "@/lib/core/errors";
import { inTenantLane } from "@/lib/core/lanes";
import { principalOf } from "@/lib/domain/check-in/answers";
import { apiKeyCaller, type Caller, makeCtx, memberCaller } from "./caller";
import {
  jsonResponse,
  problemResponse,
  readCookie,
  readFile,
  readJson,
  refuseForeignOrigin,
  requestIdOf,
} from "./http";
import { runOnce } from "./idempotency";
import { parseInput } from "./input";
import { logged, noteCaller, noteInput } from "./pipeline";
import { enforceLimit, type LimitName } from "./rate-limits";
import { sessionCookieName } from "./session-cookie";

const BODY_LIMIT = 256 * 1024;

/** A further limit, by what the request names; null counts nothing. */
type InputLimit<Input> = { name: LimitName; by: (input: Input, caller: string) => string | null };

export type RouteDefinition<Input, Output> = {
  name: string;
  method: "GET" | "POST";
  callers: readonly ("session" | "api-key")[];
  input: z.ZodType<Input>;
  /** One transaction around `run`, or none: then `run` uses `ctx.call`, whose calls are transactions of their own. */
  transaction: "one" | "none";
  /** Counted by caller, before the input is parsed. */
  limit: LimitName;
  /** What calls like this one rush at: they take turns at it in this process before they take a connection. */
  lane?: (input: Input) => string;
  /** The same, where the lane has to be looked up: in a transaction of its own, before. Null is no lane. */
  findLane?: (ctx: Ctx, input: Input) => Promise<string | null>;
  /** Counted after the input is parsed. */
  inputLimits?: readonly InputLimit<Input>[];
  /** Whether an `Idempotency-Key` is asked for. Needs one transaction. */
  idempotency?: "required";
  /** The body is a file and no JSON: `input` finds it as `file`, beside what the query says. */
  file?: { types: readonly string[]; limit: number };
  status?: number;
  /** How the answer is written, where it is no JSON. */
  respond?: (output: Output) => Response;
  run: (ctx: Ctx, input: Input) => Promise<Output>;
};

export type Params = { params: Promise<Record<string, string>> };

/**
 * A route handler's door: caller → tenant → rate limit → parse → run → map errors, one log line. Path parameters, the
 * query (GET, and where a file is sent) and the body (POST) are parsed together by `input`. A file is read only once its
 * sender is known.
 */
export function defineRoute<Input, Output>(route: RouteDefinition<Input, Output>) {
  return async (request: Request, { params }: Params): Promise<Response> => {
    const requestId = requestIdOf(request);
    try {
      return await logged({ name: route.name, requestId }, async () => {
        const now = new Date();
        const raw =
          route.method === "GET" || route.file
            ? Object.fromEntries(new URL(request.url).searchParams)
            : await readJson(request, BODY_LIMIT);
        const found = await findCaller(route.callers, request, { named: namedOrganization(raw), now });
        const ctx = makeCtx(found, { requestId, now });
        noteCaller(ctx);
        const principal = principalOf(ctx.actor);
        await enforceLimit(route.limit, `${ctx.tenant.id}:${principal}`);
        const file = route.file ? { file: await readFile(request, route.file) } : {};
        const input = parseInput(route.input, within(raw, { ...(await params), ...file }));
        noteInput(input);
        // The person, device or key: one person's several sign-ins are one here.
        const caller = `${ctx.actor.kind}:${actorId(ctx.actor)}`;
        for (const limit of route.inputLimits ?? []) {
          const key = limit.by(input, caller);
          if (key !== null) await enforceLimit(limit.name, `${ctx.tenant.id}:${key}`);
        }
        const output = await execute(route, ctx, { input, request });
        if (!route.respond) return jsonResponse(output, route.status ?? 200, { "x-request-id": requestId });
        const response = route.respond(output);
        response.headers.set("x-request-id", requestId);
        return response;
      });
    } catch (error) {
      return problemResponse(error instanceof AppError ? error : new AppError("INTERNAL"), requestId);
    }
  };
}

async function execute<Input, Output>(
  route: RouteDefinition<Input, Output>,
  ctx: Ctx,
  call: { input: Input; request: Request },
): Promise<Output> {
  if (route.transaction === "none") return route.run(ctx, call.input);
  const { findLane } = route;
  const lane = findLane ? await inTx(ctx, (tx) => findLane(tx, call.input)) : route.lane?.(call.input);
  return inTenantLane(ctx, lane ?? undefined, () =>
    inTx(ctx, (tx) => {
      if (route.idempotency !== "required") return route.run(tx, call.input);
      const key = call.request.headers.get("idempotency-key") ?? "";
      return runOnce(tx, { key, route: route.name, input: call.input }, () => route.run(tx, call.input));
    }),
  );
}

/** Path parameters win over what the body says of the same name: an address names one thing only. */
function within(raw: unknown, params: Record<string, unknown>): unknown {
  const isObject = typeof raw === "object" && raw !== null && !Array.isArray(raw);
  return isObject ? { ...raw, ...params } : raw;
}

function namedOrganization(raw: unknown): string | null {
  const named = typeof raw === "object" && raw !== null && "organization" in raw ? raw.organization : null;
  return typeof named === "string" ? named : null;
}

type Asked = { named: string | null; now: Date };

/** Who calls: by an API key in the Authorization header, else by the session cookie and the organization named. */
export async function findCaller(
  allowed: readonly ("session" | "api-key")[],
  request: Request,
  asked: Asked,
): Promise<Caller> {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (bearer && allowed.includes("api-key")) {
    const caller = await apiKeyCaller(bearer, asked.now);
    if (asked.named !== null && asked.named !== caller.tenant.slug) throw new AppError("FORBIDDEN");
    return caller;
  }
  if (!allowed.includes("session")) throw new AppError("UNAUTHENTICATED");
  const cookie = readCookie(request, sessionCookieName());
  if (!cookie) throw new AppError("UNAUTHENTICATED");
  if (request.method !== "GET") refuseForeignOrigin(request);
  if (asked.named === null)
    throw new AppError("VALIDATION_FAILED", { fields: { organization: "Name the organization." } });
  return memberCaller(cookie, asked.named, asked.now);
}
