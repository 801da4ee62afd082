import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { DriverAdapterError, type SqlQuery, type Transaction } from "@prisma/driver-adapter-utils";

const ENDS: ReadonlySet<string> = new Set(["COMMIT", "ROLLBACK"]);

/**
 * Prisma's adapter, whose transactions take no statement once their end was sent. When a transaction runs into its limit,
 * Prisma rolls it back beside an operation that is still under way, and the operation's next statement would follow on the
 * same connection: without the tenant, or in the transaction of whoever has the connection next.
 */
export class TransactionBoundPg extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    const start = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (isolationLevel) => endOnce(await start(isolationLevel));
    return adapter;
  }
}

function endOnce<T extends Transaction>(transaction: T): T {
  let hasEnded = false;
  const guard = <Answer>(send: (query: SqlQuery) => Promise<Answer>) => {
    return async (query: SqlQuery): Promise<Answer> => {
      const isEnd = ENDS.has(query.sql);
      if (hasEnded && !isEnd) {
        const cause = "The transaction has ended; this statement came too late.";
        throw new DriverAdapterError({ kind: "TransactionAlreadyClosed", cause });
      }
      hasEnded ||= isEnd;
      return send(query);
    };
  };
  transaction.executeRaw = guard(transaction.executeRaw.bind(transaction));
  transaction.queryRaw = guard(transaction.queryRaw.bind(transaction));
  return transaction;
}
