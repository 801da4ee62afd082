import { readdirSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { issuedInvitationSecrets, issuedSecrets } from "@/lib/testing/issued-secrets";
import { expect, test } from "./support/fixtures";
import { type KeptSecret, keptSecrets } from "./support/kept-secrets";
import { SecretSearch } from "./support/secret-search";
import type { World } from "./support/world";

/** Every secret that this run has made, seen or typed. */
async function everySecret(world: World): Promise<KeptSecret[]> {
  const { demo, elsewhere, database, keys } = world;
  const people = [demo.organizer, demo.gateStaff, elsewhere.admin];
  const tickets = await issuedSecrets(database.adminUrl);
  const invitations = await issuedInvitationSecrets(database.adminUrl);
  return [
    ...keptSecrets(),
    ...people.map(({ password }) => ({ kind: "password", value: password })),
    ...database.passwords.map((value) => ({ kind: "database password", value })),
    ...keys.split(",").map((key) => ({ kind: "app key", value: key.slice(key.indexOf(":") + 1) })),
    { kind: "API key", value: demo.apiKey },
    ...invitations.map((value) => ({ kind: "invitation link", value })),
    ...tickets.flatMap(({ code, link, typed }) => [
      { kind: "ticket code", value: code },
      { kind: "ticket link", value: link },
      { kind: "typed form", value: typed },
    ]),
  ];
}

/** Every row of every table of every schema as text, and what the sessions are just asking. */
async function lookInDatabase(world: World, search: SecretSearch): Promise<string[]> {
  const client = new pg.Client({ connectionString: world.database.adminUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1`,
    );
    for (const { name } of [...tables, { name: "pg_stat_activity" }]) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
      for (const { row } of rows) search.look(row, `table ${name}`);
    }
    return tables.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

test("no secret of this run is in a log, a table or a statement", async ({ world }) => {
  const secrets = await everySecret(world);
  const kinds = new Set(secrets.map(({ kind }) => kind));
  // The event's id is no secret: that it is found in each place shows that each was looked into.
  const search = new SecretSearch([...secrets, { kind: "event id", value: world.demo.event.id }]);

  const tables = await lookInDatabase(world, search);
  expect(tables).toEqual(
    expect.arrayContaining(["public.tickets", "public.sessions", "public.scans", "pgboss.job_common"]),
  );
  // The demo's welcome says how to sign in to the demo: the one place that may, and the one line each.
  const isWelcome = (line: string) => /^ {2}(Organizer|Gate staff) {2,}\S+@example\.com {3,}\S+$/.test(line);
  const logs = readdirSync(world.directory).filter((name) => name.endsWith(".log"));
  for (const name of logs) await search.lookInFile(path.join(world.directory, name), `the output, ${name}`, isWelcome);
  const statements = await search.lookInFile(world.database.logFile, "PostgreSQL's log");
  expect(statements).toBeGreaterThan(1000);

  const [control, leaks] = [
    search.leaks().filter((leak) => leak.startsWith("event id")),
    search.leaks().filter((leak) => !leak.startsWith("event id")),
  ];
  expect(control.map((leak) => leak.replace(/:.*/, ""))).toEqual(
    expect.arrayContaining([
      "event id in PostgreSQL's log",
      "event id in table public.events",
      "event id in the output, server.log",
    ]),
  );
  for (const kind of [
    "session cookie",
    "session secret",
    "preview token",
    "ticket code",
    "ticket link",
    "invitation link",
    "typed form",
    "password",
    "app key",
    "API key",
    "database password",
  ]) {
    expect(kinds).toContain(kind);
  }
  expect(leaks).toEqual([]);
});
