import { beforeAll, describe, expect, it } from "vitest";
import type { Actor, Ctx } from "@/lib/core/ctx";
import { sqlState } from "@/lib/core/db/database-errors";
import { inTx } from "@/lib/core/db/transaction";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { DOMAIN_CASES, type Named, nonsense } from "./domain-cases";
import { domainFunctions } from "./exports";
import { snapshotOf, useOwner } from "./owner";
import { type Populated, populate } from "./populated";
import { ctxOf, inRole, useWorld } from "./world";

const functions = await domainFunctions();
const world = useWorld();
const owner = useOwner(world);
let mine: Populated;
let other: Populated;

beforeAll(async () => {
  mine = await populate(world);
  other = await populate(world);
});

/** The most powerful caller there is within one organization, for a function of that kind. */
function strongest(name: string, named: Named): Actor {
  const kind = DOMAIN_CASES[name]?.actor;
  if (kind === "job") return { kind, id: newId(), permissions: [{ permission: "*" }] };
  if (kind === "operator") return { kind, id: newId(), permissions: [{ permission: "*" }] };
  if (kind === "ticket-holder") return { kind, id: named.ticketIds[0] ?? "" };
  return inRole("TENANT_ADMIN");
}

/** Calls a function in `mine` with the ids named, outside a transaction where it makes its own; what it answers or is refused with. */
async function outcomeOf(name: string, named: Named): Promise<string> {
  const ctx = ctxOf(world, mine.tenant, strongest(name, named));
  const tools = {
    templates: {
      ticket: () => Promise.reject(new Error("rendered")),
      invitation: () => Promise.reject(new Error("rendered")),
    },
    mailer: { send: () => Promise.reject(new Error("sent")) },
  };
  const run = async (open: Ctx) => functions.get(name)?.(open, DOMAIN_CASES[name]?.input(named), tools);
  const opensItsOwn = DOMAIN_CASES[name]?.opensItsOwn === true;
  try {
    return describeAnswer(await (opensItsOwn ? run(ctx) : inTx(ctx, run, world.db)));
  } catch (error) {
    if (error instanceof AppError) return error.code;
    return sqlState(error) === "23503" ? "foreign key" : `unexpected: ${error}`;
  }
}

function describeAnswer(answer: unknown): string {
  if (answer === undefined || answer === null) return "nothing";
  const text = JSON.stringify(answer instanceof Map ? [...answer.values()].map((value) => ({ value })) : answer);
  return /[1-9]|true|"[^"]+":"/.test(text) ? `something: ${text}` : "nothing";
}

const withIds = Object.entries(DOMAIN_CASES).filter(([, one]) => one.across !== "no ids");

describe("an organization's strongest caller, naming another's ids", () => {
  it.each(withIds)("%s finds them as little as ids that nobody has", async (name, { across }) => {
    const before = await snapshotOf(owner, other.tenant.id);
    expect(await outcomeOf(name, other)).toBe(across);
    expect(await snapshotOf(owner, other.tenant.id)).toEqual(before);
    // The preview token alone says by its signature that it was made; all else is told apart from nothing in no way.
    if (name !== "confirmScan") expect(await outcomeOf(name, nonsense())).toBe(across);
  });

  it("has ids of its own that do work, or none of this says anything", async () => {
    const reads = [
      "countExportLines",
      "getDoor",
      "getEvent",
      "getEventSettings",
      "listGateSettings",
      "listTypeSettings",
      "getImport",
      "listImports",
      "getInvitationForMessage",
      "getInvitationForPreview",
      "getMessage",
      "getRun",
      "listExports",
      "listTickets",
      "listTicketTypes",
      "listEntrances",
      "findActorNames",
      "findInvitationMessages",
      "findSubjectNames",
      "findLatestStates",
      "listTicketAudit",
      "listTicketMessages",
      "listTicketScans",
      "countTickets",
      "listTicketSecrets",
      "getTicket",
      "getTicketForPreview",
      "getHeldTicket",
    ];
    for (const name of reads)
      expect([name, await outcomeOf(name, mine)]).toEqual([name, expect.stringMatching(/^something/)]);
    const arranging = [
      "createTicketType",
      "createEntrance",
      "createGate",
      "createCheckpoint",
      "editGate",
      "editTicketType",
    ];
    const moving = ["editCheckpoint", "moveGate", "moveCheckpoint", "moveTicketType", "deleteGate", "duplicateEvent"];
    const staffing = ["changeRole", "setMemberSearch", "revealInvitation", "resendInvitation", "withdrawInvitation"];
    const changes = [
      ...staffing,
      ...arranging,
      ...moving,
      "undoCheckIn",
      "reissueTicket",
      "revokeTicket",
      "editEvent",
      "moveEvent",
    ];
    for (const name of changes)
      expect([name, await outcomeOf(name, mine)]).toEqual([name, expect.stringMatching(/^(something|nothing)/)]);
  });
});
