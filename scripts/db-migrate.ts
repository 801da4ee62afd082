import "./start/environment";
import { applyMigrations } from "@/lib/core/migrations/apply";
import { installQueue } from "@/lib/core/queue";
import { JOBS } from "@/lib/entry/jobs";

const EXPECTED =
  "DATABASE_URL must be the address of a PostgreSQL database, such as postgres://owner:password@localhost:5432/usher, with a user who owns it.";

async function main(): Promise<void> {
  const databaseUrl = process.env.DATABASE_URL;
  if (!databaseUrl)
    throw new Error(
      `DATABASE_URL is not set. ${EXPECTED}\nWithout it, "npm start" keeps a database of its own and brings it up to date by itself.`,
    );
  const place = nameOf(databaseUrl);
  try {
    const { applied } = await applyMigrations(databaseUrl, { afterMigrate: (pool) => installQueue(pool, JOBS) });
    for (const name of applied) console.log(`Applied ${name}`);
    console.log(
      applied.length === 0 ? `${place} is up to date.` : `${place} is up to date: ${applied.length} applied.`,
    );
  } catch (error) {
    throw new Error(`${place} was not migrated. ${explain(error)}`, { cause: error });
  }
}

/** Names the database without its password. */
function nameOf(databaseUrl: string): string {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : null;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) throw new Error(`DATABASE_URL is not understood. ${EXPECTED}`);
  return `The database "${decodeURIComponent(url.pathname.slice(1)) || url.username}" on ${url.host || "the local socket"}`;
}

function explain(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : String(error);
  const hints: Record<string, string> = {
    ECONNREFUSED: "Nothing answers there: is the server running, and are host and port right?",
    ENOTFOUND: "There is no such host.",
    "28P01": "The server refuses the user or the password.",
    "28000": "The server refuses the user or the password.",
    "3D000": "The server has no database of that name; create it first.",
    "42501": "The user may not do that: use the owner of the database.",
  };
  const hint = hints[code];
  return hint === undefined ? message : `${hint} (${message || code})`;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
