import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAccount, signIn } from "@/lib/domain/accounts/commands";
import { seedDemoEvent } from "@/lib/domain/demo/commands";
import { createTenant } from "@/lib/domain/tenants/commands";
import { listMemberships } from "@/lib/domain/tenants/queries";
import { useOwner } from "@/lib/testing/owner";
import { useSettings } from "@/lib/testing/settings";
import { operator, useWorld } from "@/lib/testing/world";
import { type DemoFile, ensureDemo } from "./demo";
import { asOperator } from "./operator";
import { createOrganization } from "./people";

const world = useWorld();
const owner = useOwner(world);
useSettings();

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "usher-demo-"));
  await owner.rows("SELECT purge_tenant(id) FROM tenants");
  await owner.rows("DELETE FROM users");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Signs in as one of the demo's people and answers their roles by organization. */
async function rolesOf(login: DemoFile["organizer"]): Promise<string[]> {
  const { userId } = await signIn({ ...operator(world), actor: { kind: "public" } }, login);
  const memberships = await listMemberships(operator(world), { userId });
  return memberships.map(({ tenant, role }) => `${tenant.slug} ${role.key}`);
}

async function expectWhole(demo: DemoFile): Promise<void> {
  expect(await rolesOf(demo.organizer)).toEqual(["demo TENANT_ADMIN"]);
  expect(await rolesOf(demo.gateStaff)).toEqual(["demo STAFF_SCANNER"]);
  expect(demo.tickets.map((ticket) => ticket.number)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
  expect(JSON.parse(await readFile(path.join(directory, "demo.json"), "utf8"))).toEqual(demo);
}

describe("the demo", () => {
  it("is made once, kept in a file for its owner alone, and the same at the next start", async () => {
    const first = await ensureDemo(directory);
    await expectWhole(first);
    expect((await stat(path.join(directory, "demo.json"))).mode & 0o777).toBe(0o600);
    expect(await ensureDemo(directory)).toEqual(first);
    expect(await owner.rows("SELECT FROM events")).toHaveLength(1);
  });

  it("gives new passwords and a new key where the file was lost, and keeps the tickets", async () => {
    const first = await ensureDemo(directory);
    await rm(path.join(directory, "demo.json"));
    const second = await ensureDemo(directory);
    await expectWhole(second);
    expect(second.tickets).toEqual(first.tickets);
    expect(second.apiKey).not.toBe(first.apiKey);
    await expect(rolesOf(first.organizer)).rejects.toMatchObject({ code: "INVALID_CREDENTIALS" });
  });

  it("is finished by the next start wherever the first was cut off", async () => {
    const settings = { slug: "demo", name: "Harbour Hall", timeZone: "Asia/Manila", currency: "PHP" };
    const person = { name: "Olive Organizer", email: "organizer@example.com", password: "cut off before" };
    const tenant = await createTenant(operator(world), settings);
    await expectWhole(await ensureDemo(directory));

    await owner.rows("SELECT purge_tenant($1)", [tenant.id]);
    const again = await createTenant(operator(world), settings);
    await asOperator("demo.event", again, (ctx) => seedDemoEvent(ctx));
    await rm(path.join(directory, "demo.json"));
    await expectWhole(await ensureDemo(directory));

    await owner.rows("SELECT purge_tenant(id) FROM tenants");
    await owner.rows("DELETE FROM users");
    await createAccount(operator(world), person);
    await expectWhole(await ensureDemo(directory));
  });
});

describe("an organization made at the command line", () => {
  it("has an administrator who can sign in; its short name is taken from then on", async () => {
    const login = await createOrganization(
      { slug: "harbour", name: "Harbour" },
      { name: "Ana", email: "ana@example.com" },
    );
    expect(await rolesOf(login)).toEqual(["harbour TENANT_ADMIN"]);
    await expect(
      createOrganization({ slug: "harbour", name: "Other" }, { name: "Ben", email: "ben@example.com" }),
    ).rejects.toMatchObject({ code: "SLUG_TAKEN" });
    expect(await owner.rows("SELECT FROM users")).toHaveLength(1);
  });
});
