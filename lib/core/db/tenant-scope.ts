import "server-only";
import { Prisma } from "@/prisma/generated/client";
import { READABLE_GLOBAL_MODELS, TENANT_MODELS } from "./models";

/** The database as one tenant sees it, inside a transaction. */
export type TenantDb = Prisma.TransactionClient;

const WHERE_OPERATIONS: ReadonlySet<string> = new Set([
  "findFirst",
  "findFirstOrThrow",
  "findUnique",
  "findUniqueOrThrow",
  "findMany",
  "count",
  "aggregate",
  "groupBy",
  "update",
  "updateMany",
  "updateManyAndReturn",
  "delete",
  "deleteMany",
]);
const DATA_OPERATIONS: ReadonlySet<string> = new Set(["create", "createMany", "createManyAndReturn"]);
const READ_OPERATIONS: ReadonlySet<string> = new Set(
  [...WHERE_OPERATIONS].filter((name) => !name.startsWith("update") && !name.startsWith("delete")),
);
/** Words of nested writes. No column of ours has such a value, but JSON columns may: those are named. */
const NESTED_WRITES = [
  "create",
  "createMany",
  "connect",
  "connectOrCreate",
  "upsert",
  "update",
  "updateMany",
  "delete",
  "deleteMany",
  "disconnect",
];
const JSON_FIELDS: ReadonlySet<string> = new Set(["payload", "response", "input", "columns"]);
/** Names of the fields that lead to a global row. */
const GLOBAL_RELATIONS: ReadonlySet<string> = new Set([...READABLE_GLOBAL_MODELS].map((model) => model.toLowerCase()));

type Args = Record<string, unknown>;

/**
 * The first fence: puts `tenantId` into the `where` of every read and change and into the `data` of every insert, and
 * throws on any model, operation or argument it does not know, so that something new is refused until it is thought of.
 */
export function tenantScope(tenantId: string) {
  return Prisma.defineExtension({
    name: "tenant-scope",
    query: {
      $allModels: {
        $allOperations({ model, operation, args, query }) {
          return query(scopeArgs(tenantId, { model, operation, args: args as Args }) as typeof args);
        },
      },
    },
  });
}

/** The arguments with the tenant in them. Throws on what it does not know and on another tenant's id. */
function scopeArgs(tenantId: string, call: { model: string; operation: string; args: Args | undefined }): Args {
  const { model, operation } = call;
  const args = call.args ?? {};
  if ("include" in args) throw new Error(`include slips past the tenant scope; select what is needed from ${model}.`);
  refuseWayBack(args.select, READABLE_GLOBAL_MODELS.has(model));
  if (READABLE_GLOBAL_MODELS.has(model)) {
    if (!READ_OPERATIONS.has(operation)) throw new Error(`The tenant client does not ${operation} ${model}.`);
    return args;
  }
  if (!TENANT_MODELS.has(model)) throw new Error(`The tenant client does not know the model ${model}.`);
  if (WHERE_OPERATIONS.has(operation)) {
    if ("data" in args) {
      refuseNestedWrites(model, args.data);
      refuseOtherTenant(tenantId, (args.data as Args).tenantId);
    }
    const where = (args.where ?? {}) as Args;
    refuseOtherTenant(tenantId, where.tenantId);
    return { ...args, where: { ...where, tenantId } };
  }
  if (DATA_OPERATIONS.has(operation)) {
    const rows = Array.isArray(args.data) ? (args.data as Args[]) : [args.data as Args];
    const scoped = rows.map((row) => {
      refuseNestedWrites(model, row);
      refuseOtherTenant(tenantId, row.tenantId);
      return { ...row, tenantId };
    });
    return { ...args, data: Array.isArray(args.data) ? scoped : scoped[0] };
  }
  throw new Error(`The tenant client does not know the operation ${operation}.`);
}

function refuseOtherTenant(tenantId: string, named: unknown): void {
  if (named !== undefined && named !== tenantId) throw new Error("A query names another tenant than its own.");
}

/** Composite keys keep a select within the tenant, until it comes to a person or an organization and goes on from there. */
function refuseWayBack(select: unknown, isGlobal: boolean): void {
  for (const [field, value] of Object.entries((select ?? {}) as Args)) {
    if (typeof value !== "object" || value === null) continue;
    if (isGlobal) throw new Error(`The select of ${field} leads from a global row into other organizations.`);
    if ("include" in value)
      throw new Error(`include slips past the tenant scope; select what is needed from ${field}.`);
    refuseWayBack((value as Args).select, GLOBAL_RELATIONS.has(field));
  }
}

function refuseNestedWrites(model: string, data: unknown): void {
  const rows = Array.isArray(data) ? data : [data];
  for (const row of rows) {
    for (const [field, value] of Object.entries((row ?? {}) as Args)) {
      if (JSON_FIELDS.has(field) || typeof value !== "object" || value === null) continue;
      if (NESTED_WRITES.some((word) => word in value))
        throw new Error(`A nested write on ${model}.${field} slips past the tenant scope.`);
    }
  }
}

/** Stands in ctx.db while no transaction is open. */
export const closedDb: TenantDb = new Proxy({} as TenantDb, {
  get(_target, property) {
    if (typeof property === "symbol" || property === "then") return undefined;
    throw new Error(`ctx.db.${property} was used outside a transaction.`);
  },
});
