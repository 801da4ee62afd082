import { beforeAll, describe, expect, it } from "vitest";
import type { Actor, Ctx } from "@/lib/core/ctx";
import { type Database, setDatabase } from "@/lib/core/db/database";
import { closedDb } from "@/lib/core/db/tenant-scope";
import { newId } from "@/lib/core/ids";
import { DOMAIN_CASES, nonsense, PUBLIC_BY_NATURE } from "./domain-cases";
import { domainFunctions } from "./exports";
import { person } from "./world";

// No database is open here: whatever reads or writes before it has asked who is calling fails with something else than a refusal.
const functions = await domainFunctions();
const asked = () => {
  throw new Error("The database was asked before the caller was.");
};

beforeAll(() => setDatabase(new Proxy({} as Database, { get: asked })));

function ctxFor(actor: Actor): Ctx {
  const tenant = { id: newId(), slug: "any", name: "Any", locale: "en", currency: "USD", timeZone: "UTC" };
  return { requestId: newId(), actor, tenant, now: new Date(), db: closedDb, call: asked };
}

const call = async (name: string, actor: Actor) =>
  functions.get(name)?.(ctxFor(actor), DOMAIN_CASES[name]?.input(nonsense()), {});

describe("every function that features offer", () => {
  it("has a case here, or stands among the public ones with its reason", () => {
    const listed = [...Object.keys(DOMAIN_CASES), ...Object.keys(PUBLIC_BY_NATURE)];
    expect([...functions.keys()].sort()).toEqual(listed.sort());
  });
});

const names = Object.keys(DOMAIN_CASES);

describe("before anything is read or written", () => {
  it.each(names)(
    "%s refuses a person without permissions, a key without, a holder of another ticket and a device",
    async (name) => {
      const powerless: Actor[] = [
        person([]),
        { kind: "api-key", id: newId(), permissions: [] },
        { kind: "device", id: newId(), permissions: [] },
        { kind: "ticket-holder", id: newId() },
      ];
      for (const actor of powerless) await expect(call(name, actor)).rejects.toMatchObject({ code: "FORBIDDEN" });
    },
  );

  it.each(names)("%s asks the public to sign in", async (name) => {
    await expect(call(name, { kind: "public" })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it.each(names)("%s is not moved by a permission that does not exist", async (name) => {
    await expect(call(name, person(["none", "tickets", "events.", ".*", "Events.*"]))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

describe("what belongs to the platform", () => {
  const platform = names.filter((name) => DOMAIN_CASES[name]?.actor === "operator");

  it.each(platform)("%s refuses an organization's own administrator", async (name) => {
    await expect(call(name, person(["*"]))).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it.each(names.filter((name) => DOMAIN_CASES[name]?.actor === "job"))(
    "%s refuses everybody but a job",
    async (name) => {
      await expect(call(name, person(["*"]))).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(
        call(name, { kind: "operator", id: newId(), permissions: [{ permission: "*" }] }),
      ).rejects.toMatchObject({ code: "FORBIDDEN" });
    },
  );
});
