import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { addressFrom } from "@/lib/core/db/connections";
import { openDatabase } from "@/lib/core/db/database";
import { assertTenantIsolation } from "@/lib/core/db/isolation";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/databases";

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase({ template: "template0" });
});
afterEach(() => database.drop());

/** What `npm run db:migrate` prints with these settings and words; throws with what it complained of. */
async function migrate(settings: Record<string, string>, ...args: string[]): Promise<string> {
  const tsx = path.resolve("node_modules/tsx/dist/loader.mjs");
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", tsx, "scripts/db-migrate.ts", ...args], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", TSX_TSCONFIG_PATH: "tsconfig.node.json", ...settings },
  });
  return stdout;
}

const settingsIn = (output: string) =>
  Object.fromEntries([...output.matchAll(/^(DATABASE_\w*URL)=(\S+)$/gm)].map(([, name, value]) => [name, value]));

async function assertServes(settings: Record<string, string>): Promise<void> {
  const db = openDatabase(addressFrom({ DATABASE_URL: "", ...settings }) ?? "", 2);
  await assertTenantIsolation(db).finally(() => db.close());
}

it("makes the logins with the owner's address and prints theirs once, unless it is asked for new passwords", async () => {
  const owner = { USHER_OWNER_URL: database.url };
  const first = settingsIn(await migrate(owner));
  expect(Object.keys(first)).toEqual(["DATABASE_URL", "DATABASE_GATE_URL", "DATABASE_SYSTEM_URL"]);
  expect(Object.values(first).join()).not.toContain(new URL(database.url).password);
  await assertServes(first);

  const again = await migrate(owner);
  expect(again).toContain("is up to date.");
  expect(settingsIn(again)).toEqual({});
  await assertServes(first);

  const renewed = settingsIn(await migrate(owner, "--new-passwords"));
  await expect(assertServes(first)).rejects.toMatchObject({ code: "28P01" });
  await assertServes(renewed);
}, 90_000);

it("with a single DATABASE_URL, which is the owner's, makes none; with the logins' alone it asks for the owner's", async () => {
  const output = await migrate({ DATABASE_URL: database.url });
  expect(output).toContain("is up to date");
  expect(settingsIn(output)).toEqual({});
  await assertServes({ DATABASE_URL: database.url });
  const url = database.url;
  const alone = migrate({ DATABASE_URL: url, DATABASE_GATE_URL: url, DATABASE_SYSTEM_URL: url });
  await expect(alone).rejects.toMatchObject({ stderr: expect.stringContaining("USHER_OWNER_URL is not set.") });
}, 90_000);
