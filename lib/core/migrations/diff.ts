import {
  type ColumnType,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlResultSet,
} from "@prisma/driver-adapter-utils";
import { withSchemaEngine } from "./schema-engine";

const EMPTY_SCHEMA = 'datasource db {\n  provider = "postgresql"\n}\n';

/** Returns the SQL that turns the tables of one schema.prisma into those of another, "" when they are the same; an empty previous schema stands for no tables. Throws on an invalid schema. */
export async function newMigrationSql(previousSchema: string, nextSchema: string): Promise<string> {
  return withSchemaEngine(noDatabase(), async (engine) => {
    const { stdout } = await engine.diff({
      from: {
        tag: "schemaDatamodel",
        files: [{ path: "previous.prisma", content: previousSchema.trim() === "" ? EMPTY_SCHEMA : previousSchema }],
      },
      to: { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content: nextSchema }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    const sql = stdout ?? "";
    return sql.trim() === "-- This is an empty migration." ? "" : sql;
  });
}

/** Comparing two texts needs no database, but the engine opens with one question to it: which version are you? PostgreSQL 15 is the oldest supported. */
function noDatabase(): SqlMigrationAwareDriverAdapterFactory {
  const about = { provider: "postgres" as const, adapterName: "no-database" };
  const refuse = () => Promise.reject(new Error("Comparing two schemas must not use a database."));
  const types: ColumnType[] = [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32];
  const version: SqlResultSet = {
    columnNames: ["exists", "version", "numeric_version"],
    columnTypes: types,
    rows: [[true, "PostgreSQL 15.0", 150_000]],
  };
  const connect = async () => ({
    ...about,
    queryRaw: async () => version,
    executeRaw: refuse,
    executeScript: refuse,
    startTransaction: refuse,
    getConnectionInfo: () => ({ schemaName: "public", supportsRelationJoins: true }),
    dispose: async () => undefined,
  });
  return { ...about, connect, connectToShadowDb: connect };
}
