import { PrismaPg } from "@prisma/adapter-pg";
import { DriverAdapterError } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { concurrentStatements, isConcurrent, runConcurrently } from "./concurrent-indexes";

/**
 * The official adapter cuts a migration at every ";" and sends the pieces over any connection of its pool. Here a
 * migration goes to one connection as one message, so that function bodies stay whole and PostgreSQL runs all of it or
 * nothing. What builds indexes concurrently cannot run in a transaction, and goes statement by statement.
 */
export class MigrationAdapterFactory extends PrismaPg {
  /** PostgreSQL's own error for the last script that failed; the engine passes on only a part of it. */
  failure: pg.DatabaseError | null = null;

  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      try {
        const session = adapter.underlyingDriver();
        const concurrent = isConcurrent(script) ? concurrentStatements(script) : null;
        if (concurrent) await runConcurrently(session, concurrent);
        else await session.query(script);
      } catch (error) {
        if (!(error instanceof pg.DatabaseError)) throw error;
        this.failure = error;
        throw new DriverAdapterError(detailsOf(error));
      }
    };
    return adapter;
  }
}

function detailsOf(error: pg.DatabaseError) {
  return {
    kind: "postgres" as const,
    code: error.code ?? "",
    severity: error.severity ?? "ERROR",
    message: error.message,
    detail: error.detail,
    column: error.column,
    hint: error.hint,
    originalCode: error.code,
    originalMessage: error.message,
  };
}
