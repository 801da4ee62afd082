import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { addressFrom } from "@/lib/core/db/connections";
import { openDatabase } from "@/lib/core/db/database";
import { assertTenantIsolation } from "@/lib/core/db/isolation";
import { destroyEmbeddedPostgres, startEmbeddedPostgres } from "@/lib/core/embedded-postgres/start";
import { parseEnv } from "@/lib/core/env";
import { migrateDatabase } from "@/lib/entry/migrate";
import { withClient } from "@/lib/testing/databases";
import { bringUpDatabase } from "./database";

const NAMES = ["DATABASE_URL", "DATABASE_GATE_URL", "DATABASE_SYSTEM_URL", "USHER_KEYS"] as const;
const before = NAMES.map((name) => process.env[name]);
let dataDirectory = "";

beforeEach(async () => {
  dataDirectory = await mkdtemp(path.join(tmpdir(), "usher-start-"));
  for (const name of NAMES) delete process.env[name];
});

afterEach(async () => {
  for (const [index, name] of NAMES.entries()) {
    const value = before[index];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await destroyEmbeddedPostgres(dataDirectory);
  await rm(dataDirectory, { recursive: true, force: true });
});

/** A data directory as the version before the logins left it. */
async function makeFormerDirectory(): Promise<{ file: string; ownerPassword: string }> {
  const server = await startEmbeddedPostgres({ dataDirectory });
  await migrateDatabase(server.url, async () => undefined);
  await withClient(server.url, (client) =>
    client.query("INSERT INTO tenants (id, slug, name, created_at) VALUES (gen_random_uuid(), 'kept', 'Kept', now())"),
  );
  await server.stop();
  const file = path.join(server.directory, "credentials.json");
  const { loginPasswords, ...former } = JSON.parse(await readFile(file, "utf8"));
  expect(Object.keys(loginPasswords)).toEqual(["tenant", "gate", "system"]);
  await writeFile(file, JSON.stringify(former));
  return { file, ownerPassword: former.ownerPassword };
}

it("serves a data directory of before by logins of its own from the first start on, and keeps their passwords with the others", async () => {
  const { file, ownerPassword } = await makeFormerDirectory();
  const addresses: unknown[] = [];
  for (const _start of ["first", "second"]) {
    const started = await bringUpDatabase(dataDirectory);
    try {
      const address = addressFrom(parseEnv(process.env));
      if (typeof address === "string" || address === null) throw new Error("One address serves everything.");
      addresses.push(address);
      const db = openDatabase(address, 2);
      await assertTenantIsolation(db);
      expect((await db.systemPool.query("SELECT slug FROM tenants")).rows).toEqual([{ slug: "kept" }]);
      await db.close();
      expect(JSON.stringify(process.env)).not.toContain(ownerPassword);
      for (const name of NAMES) delete process.env[name];
    } finally {
      await started.stop();
    }
  }
  expect(addresses[1]).toEqual(addresses[0]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});
