import "server-only";
import type { Prisma } from "@/prisma/generated/client";
import type { Ctx } from "../ctx";

/** Tables that rows come into by the hundred, and what a row of each is. Columns are named as their fields, in snake case. */
type Rows = {
  audit_entries: Prisma.AuditEntryCreateManyInput;
  import_rows: Prisma.ImportRowCreateManyInput;
  job_requests: Prisma.JobRequestCreateManyInput;
  messages: Prisma.MessageCreateManyInput;
  ticket_codes: Prisma.TicketCodeCreateManyInput;
  tickets: Prisma.TicketCreateManyInput;
};

type Into = Pick<Ctx, "db" | "tenant">;

/**
 * `createMany` for many rows at once, as one statement with one parameter: a tenth of the work, and other requests of the
 * process do not wait for it. All rows have the fields of the first; the tenant is put in here, whatever they say.
 */
export async function insertRows<Table extends keyof Rows>(
  ctx: Into,
  table: Table,
  rows: readonly Omit<Rows[Table], "tenantId">[],
): Promise<void> {
  if (rows.length === 0) return;
  const { statement, values } = insertion(ctx, table, rows);
  await ctx.db.$executeRawUnsafe(statement, values);
}

/** As `insertRows`, but leaves out each row whose unique key is there already; answers the ids of those that went in. */
export async function insertNewRows<Table extends keyof Rows>(
  ctx: Into,
  table: Table,
  rows: readonly (Omit<Rows[Table], "tenantId"> & { id: string })[],
): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const { statement, values } = insertion(ctx, table, rows);
  // As one row: the client takes many rows apart in a breath of its own.
  const [answer] = await ctx.db.$queryRawUnsafe<{ ids: string }[]>(
    `WITH made AS (${statement} ON CONFLICT DO NOTHING RETURNING id) SELECT coalesce(string_agg(id::text, ' '), '') AS ids FROM made`,
    values,
  );
  return new Set(answer?.ids.split(" ").filter(Boolean));
}

function insertion(ctx: Into, table: keyof Rows, rows: readonly object[]): { statement: string; values: string } {
  const fields = ["tenantId", ...Object.keys(rows[0] ?? {}).filter((field) => field !== "tenantId")];
  const columns = fields.map(columnOf);
  const values = rows.map((row) => {
    const scoped: Record<string, unknown> = { ...row, tenantId: ctx.tenant.id };
    return Object.fromEntries(fields.map((field, index) => [columns[index], encode(scoped[field])]));
  });
  const list = columns.join(", ");
  return {
    statement: `INSERT INTO ${table} (${list}) SELECT ${list} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
    values: JSON.stringify(values),
  };
}

/** Only names out of our own code become part of a statement. */
function columnOf(field: string): string {
  if (!/^[a-zA-Z]+$/.test(field)) throw new Error("A field's name is not one of ours.");
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function encode(value: unknown): unknown {
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  // Half a character is replaced, as elsewhere; the database would refuse it in JSON.
  return typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\ufffd") : value;
}
