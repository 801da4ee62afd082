import "server-only";
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { newPassword, scramVerifier } from "../scram";
import { PURPOSES, type Purpose, SESSION_SETTINGS } from "./connections";
import { sqlState } from "./database-errors";

/** The roles each login may take on; the first is the one its sessions begin in. By itself a login may do nothing. */
const MEMBER_OF: Record<Purpose, readonly string[]> = {
  tenant: ["usher_tenant"],
  gate: ["usher_tenant"],
  system: ["usher_system", "usher_person"],
};

const LONGEST_NAME = 63;
const quote = pg.escapeIdentifier;

/** The name of a database's login. It carries the database's, since roles belong to the whole cluster. */
export function loginName(database: string, purpose: Purpose): string {
  const ending = `_${purpose}_login`;
  if (Buffer.byteLength(database + ending) <= LONGEST_NAME) return database + ending;
  const hash = createHash("sha256").update(database).digest("hex").slice(0, 16);
  return `${database.replace(/[^a-zA-Z0-9_]/g, "").slice(0, 24)}_${hash}${ending}`;
}

/** Which of the logins of a connection's database do not exist yet. */
async function missingLogins(owner: pg.Pool | pg.Client): Promise<Purpose[]> {
  const database = await databaseName(owner);
  const names = PURPOSES.map((purpose) => loginName(database, purpose));
  const { rows } = await owner.query<{ name: string }>("SELECT rolname AS name FROM pg_roles WHERE rolname = ANY($1)", [
    names,
  ]);
  const found = new Set(rows.map(({ name }) => name));
  return PURPOSES.filter((purpose) => !found.has(loginName(database, purpose)));
}

/** A database by its name, and passwords of logins that were made or changed. */
export type Renewal = { database: string; passwords: Partial<Record<Purpose, string>> };

/** Brings the logins up to date as `ensureLogins` does, with new passwords for those that are missing, or for all; answers these. */
export async function renewLogins(owner: pg.Pool | pg.Client, which: "missing" | "all"): Promise<Renewal> {
  const renewed = which === "all" ? PURPOSES : await missingLogins(owner);
  const passwords = Object.fromEntries(renewed.map((purpose) => [purpose, newPassword()]));
  await ensureLogins(owner, passwords);
  return { database: await databaseName(owner), passwords };
}

/**
 * Makes the logins that serve a connection's database, or brings them up to date, and closes the database to everybody else.
 * A login without a password here keeps the one it has. Throws when one is missing and has none, when a role of its name is
 * none of ours, and when the connection's user may not do this. Safe to run again, and beside other databases of the cluster.
 */
export async function ensureLogins(
  owner: pg.Pool | pg.Client,
  passwords: Partial<Record<Purpose, string>>,
): Promise<void> {
  const database = await databaseName(owner);
  const missing = new Set(await missingLogins(owner));
  const withoutPassword = [...missing].filter((purpose) => passwords[purpose] === undefined);
  if (withoutPassword.length > 0)
    throw new Error(`No password was given for the new logins: ${withoutPassword.join(", ")}.`);
  await refuseForeign(
    owner,
    PURPOSES.map((purpose) => loginName(database, purpose)),
  );
  const statements = [
    `REVOKE ALL ON DATABASE ${quote(database)} FROM PUBLIC`,
    ...PURPOSES.flatMap((purpose) =>
      loginStatements(database, purpose, { isNew: missing.has(purpose), password: passwords[purpose] }),
    ),
  ];
  await untilAlone(async () => {
    // One message is one transaction and one round trip.
    await owner.query(statements.join(";\n"));
  });
}

function loginStatements(
  database: string,
  purpose: Purpose,
  { isNew, password }: { isNew: boolean; password: string | undefined },
): string[] {
  const login = quote(loginName(database, purpose));
  const inDatabase = `ALTER ROLE ${login} IN DATABASE ${quote(database)}`;
  return [
    ...(isNew ? [`CREATE ROLE ${login} LOGIN NOINHERIT`] : []),
    ...(password === undefined ? [] : [`ALTER ROLE ${login} PASSWORD ${pg.escapeLiteral(scramVerifier(password))}`]),
    ...MEMBER_OF[purpose].map((role) => `GRANT ${role} TO ${login}`),
    `GRANT CONNECT ON DATABASE ${quote(database)} TO ${login}`,
    `${inDatabase} RESET ALL`,
    ...Object.entries(SESSION_SETTINGS[purpose]).map(
      ([name, value]) => `${inDatabase} SET ${name} = ${settingValue(value)}`,
    ),
  ];
}

/** A list is set as a list: quoted whole, it would be one name with commas in it. */
function settingValue(value: string): string {
  return value
    .split(",")
    .map((part) => pg.escapeLiteral(part))
    .join(", ");
}

/** The addresses of a database's logins, made from that of its owner. */
export function servingAddress(
  ownerUrl: string,
  database: string,
  passwords: Record<Purpose, string>,
): Record<Purpose, string> {
  const addressOf = (purpose: Purpose): [Purpose, string] => {
    const url = new URL(ownerUrl);
    const login = { user: loginName(database, purpose), password: passwords[purpose] };
    url.pathname = `/${encodeURIComponent(database)}`;
    if (url.hostname === "") {
      // A socket's address has no place before a host for them.
      for (const [name, value] of Object.entries(login)) url.searchParams.set(name, value);
    } else {
      url.username = encodeURIComponent(login.user);
      url.password = encodeURIComponent(login.password);
    }
    return [purpose, url.href];
  };
  return Object.fromEntries(PURPOSES.map(addressOf)) as Record<Purpose, string>;
}

async function refuseForeign(owner: pg.Pool | pg.Client, names: readonly string[]): Promise<void> {
  const { rows } = await owner.query<{ name: string }>(
    `SELECT rolname AS name FROM pg_roles
     WHERE rolname = ANY($1) AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR rolinherit)`,
    [names],
  );
  if (rows.length > 0) {
    throw new Error(
      `These roles exist and may do more than a login of ours: ${rows.map(({ name }) => name).join(", ")}.`,
    );
  }
}

async function databaseName(owner: pg.Pool | pg.Client): Promise<string> {
  const { rows } = await owner.query<{ name: string }>("SELECT current_database() AS name");
  return rows[0]?.name ?? "";
}

/** Two databases of a cluster write into the same catalogs: who comes second is told so, and tries again. */
async function untilAlone(attempt: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      const isMeeting =
        ["23505", "42710", "40001", "40P01"].includes(sqlState(error) ?? "") ||
        (error instanceof Error && error.message.includes("tuple concurrently updated"));
      if (!isMeeting || tries === 20) throw error;
      await sleep(tries * 10);
    }
  }
}
