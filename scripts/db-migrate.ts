import "./start/environment";
import { addressFrom, settingsOf } from "@/lib/core/db/connections";
import { type Renewal, renewLogins, servingAddress } from "@/lib/core/db/logins";
import { migrateDatabase } from "@/lib/entry/migrate";

const EXPECTED =
  "It must be the address of a PostgreSQL database, such as postgres://owner:password@localhost:5432/usher, with a user who owns it and may create roles.";
const USAGE = "Usage: npm run db:migrate [-- --new-passwords]";

async function main(args: string[]): Promise<void> {
  const isRenewing = args.includes("--new-passwords");
  if (args.some((arg) => arg !== "--new-passwords")) throw new Error(USAGE);
  const { url, isOwnerAlone } = ownerAddress();
  const place = nameOf(url);
  let made: Renewal | undefined;
  try {
    const { applied } = await migrateDatabase(url, async (owner) => {
      if (!isOwnerAlone) made = await renewLogins(owner, isRenewing ? "all" : "missing");
    });
    for (const name of applied) console.log(`Applied ${name}`);
    console.log(
      applied.length === 0 ? `${place} is up to date.` : `${place} is up to date: ${applied.length} applied.`,
    );
  } catch (error) {
    throw new Error(`${place} was not migrated. ${explain(error)}`, { cause: error });
  }
  if (made) printLogins(url, made);
}

/** With a single DATABASE_URL its owner serves as well, and there are no logins to make. */
function ownerAddress(): { url: string; isOwnerAlone: boolean } {
  const owner = process.env.USHER_OWNER_URL;
  if (owner) return { url: owner, isOwnerAlone: false };
  const serving = addressFrom({ DATABASE_URL: "", ...process.env });
  if (typeof serving === "string") return { url: serving, isOwnerAlone: true };
  throw new Error(
    `USHER_OWNER_URL is not set. ${EXPECTED}\nWithout any, "npm start" keeps a database of its own and brings it up to date by itself.`,
  );
}

function printLogins(url: string, { database, passwords }: Renewal): void {
  const address = settingsOf(servingAddress(url, database, { tenant: "", gate: "", system: "", ...passwords }));
  const isNew = {
    DATABASE_URL: passwords.tenant,
    DATABASE_GATE_URL: passwords.gate,
    DATABASE_SYSTEM_URL: passwords.system,
  };
  const lines = Object.entries(address).filter(([name]) => isNew[name as keyof typeof isNew] !== undefined);
  if (lines.length === 0) return;
  console.log("\nThe logins to serve with. Their passwords are shown this once; -- --new-passwords makes others.\n");
  for (const [name, value] of lines) console.log(`${name}=${value}`);
}

/** Names the database without its password. */
function nameOf(databaseUrl: string): string {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : null;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol))
    throw new Error(`The owner's address is not understood. ${EXPECTED}`);
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
    "42501": "The user may not do that: use the owner of the database, with the right to create roles.",
  };
  const hint = hints[code];
  return hint === undefined ? message : `${hint} (${message || code})`;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
