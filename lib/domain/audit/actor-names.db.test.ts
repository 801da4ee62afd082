import { beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/core/ids";
import { type Populated, populate } from "@/lib/testing/populated";
import { act, inRole, person, useWorld } from "@/lib/testing/world";
import { findActorNames } from "./queries";
import { actorText } from "./rules";

const world = useWorld();
let mine: Populated;
let other: Populated;

beforeAll(async () => {
  mine = await populate(world);
  other = await populate(world);
});

const named = (actors: { kind: string; id: string | null }[], permission = "tickets.read") =>
  act(world, mine.tenant, person([permission]), async (ctx) => {
    const names = await findActorNames(ctx, { actors });
    return actors.map((actor) => actorText(names, actor));
  });

describe("names of those who did something", () => {
  it("are a colleague's, a key's and a device's, each once however often asked", async () => {
    const actors = [
      { kind: "person", id: mine.userId },
      { kind: "person", id: mine.userId },
      { kind: "api-key", id: mine.apiKey.id },
      { kind: "device", id: mine.deviceId },
    ];
    expect(await named(actors)).toEqual(["Mia Member", "Mia Member", "Key (API key)", expect.stringMatching(/^Phone/)]);
  });

  it("stay a removed colleague's own, and of a stranger say only the kind", async () => {
    await act(world, mine.tenant, inRole("TENANT_ADMIN"), (ctx) =>
      ctx.db.member.updateMany({ where: { id: mine.memberId }, data: { deletedAt: ctx.now } }),
    );
    const actors = [
      { kind: "person", id: mine.userId },
      { kind: "person", id: other.userId },
      { kind: "api-key", id: other.apiKey.id },
      { kind: "operator", id: newId() },
      { kind: "job", id: newId() },
      { kind: "public", id: null },
    ];
    expect(await named(actors)).toEqual([
      "Mia Member",
      "a former colleague",
      "a removed key",
      "the operator",
      "Usher",
      "somebody not signed in",
    ]);
  });

  it("are for who may read a list that says who, and nobody else", async () => {
    const actors = [{ kind: "person", id: mine.userId }];
    for (const permission of ["audit.read", "tickets.read", "check-ins.read"]) {
      expect(await named(actors, permission)).toEqual(["Mia Member"]);
    }
    await expect(named(actors, "events.read")).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
