import type { Client, Connection, Submittable } from "pg";

/** What pg calls on a query of one's own while its answers come in. Its types leave COPY out. */
type CopyConnection = Connection & { sendCopyFromChunk: (chunk: Buffer) => void; endCopyFrom: () => void };

/** Sends lines by COPY … FROM STDIN; pg itself speaks that part of the protocol but has no query for it. */
export function copyLines(client: Client, statement: string, lines: readonly string[]): Promise<void> {
  return new Promise((done, fail) => {
    const query = {
      submit: (connection: Connection) => connection.query(statement),
      handleCopyInResponse(connection: CopyConnection) {
        connection.sendCopyFromChunk(Buffer.from(`${lines.join("\n")}\n`));
        connection.endCopyFrom();
      },
      handleCommandComplete() {},
      handleReadyForQuery: () => done(),
      handleError: fail,
    };
    client.query(query as unknown as Submittable);
  });
}
