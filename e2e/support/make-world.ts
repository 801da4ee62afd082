import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { z } from "zod";
import { createAccount } from "@/lib/domain/accounts/commands";
import { moveEvent } from "@/lib/domain/events/commands";
import { createCheckpoint } from "@/lib/domain/gates/commands";
import { commitImport } from "@/lib/domain/imports/commands/commit-import";
import { uploadImport } from "@/lib/domain/imports/commands/upload-import";
import { addMember } from "@/lib/domain/members/commands/add-member";
import { inviteMember } from "@/lib/domain/members/commands/invite-member";
import { revealInvitation } from "@/lib/domain/members/commands/reveal-invitation";
import { listMessages } from "@/lib/domain/messages/queries";
import { createTenant } from "@/lib/domain/tenants/commands";
import { getTenantBySlug } from "@/lib/domain/tenants/queries";
import { createEventWithType } from "@/lib/domain/ticket-types/commands";
import { issueTickets } from "@/lib/domain/tickets/commands/issue-tickets";
import { reissueTicket } from "@/lib/domain/tickets/commands/reissue-ticket";
import { revokeTicket } from "@/lib/domain/tickets/commands/revoke-ticket";
import { listTicketSecrets } from "@/lib/domain/tickets/queries";
import { asOperator, operatorCtx } from "@/lib/entry/operator";
import { closeDatabase, databaseOf } from "@/lib/testing/server-process";
import { admitByKey } from "./gate-calls";
import type { Login, World, WorldTicket } from "./world";

type Tenant = Awaited<ReturnType<typeof createTenant>>;
type Place = Pick<World, "origin" | "directory" | "dataDirectory" | "logFile">;

const demoFile = z.object({
  organization: z.string(),
  organizer: z.object({ email: z.string(), password: z.string() }),
  gateStaff: z.object({ email: z.string(), password: z.string() }),
  apiKey: z.string(),
  eventId: z.string(),
});

const HOUR = 3_600_000;
const ELSEWHERE_ADMIN = "ada@elsewhere.example";

/** Adds to the demo what the specs need beside it, by the product's own commands, and describes all of it. */
export async function makeWorld(place: Place): Promise<World> {
  const demo = demoFile.parse(JSON.parse(await readFile(path.join(place.dataDirectory, "demo.json"), "utf8")));
  const keys = (await readFile(path.join(place.dataDirectory, "keys"), "utf8")).trim();
  const database = await databaseOf(place.dataDirectory);
  Object.assign(process.env, {
    ...database.settings,
    USHER_KEYS: keys,
    USHER_ORIGIN: place.origin,
    LOG_LEVEL: "silent",
  });
  try {
    const harbour = await getTenantBySlug(operatorCtx(), { slug: demo.organization });
    const world: World = {
      ...place,
      database,
      keys,
      demo: {
        ...demo,
        event: { id: demo.eventId, name: "Lantern Night" },
        tickets: await secretsOf(harbour, demo.eventId),
      },
      matinee: await makeMatinee(harbour, place.origin, demo.apiKey, database.adminUrl),
      desk: await makeDesk(harbour),
      garden: await makeGarden(harbour),
      cancelled: await makeCancelled(harbour),
      draft: { id: await makeEvent(harbour, "Rehearsal") },
      listed: await makeListed(harbour),
      ...(await makeElsewhere()),
      invitations: {
        newcomer: await invite(harbour, { name: "Nora Newcomer", email: "nora.newcomer@example.com" }),
        known: await invite(harbour, { name: "Ada Admin", email: ELSEWHERE_ADMIN }),
      },
    };
    return world;
  } finally {
    await closeDatabase();
  }
}

async function makeEvent(
  tenant: Tenant,
  name: string,
  changes: { capacity?: number; reentry?: boolean } = {},
): Promise<string> {
  const now = Date.now();
  const times = { startsAt: new Date(now - HOUR), endsAt: new Date(now + 6 * HOUR) };
  const place = { venue: "Harbour Hall", timeZone: "Asia/Manila" };
  const event = { name, ...place, ...times, capacity: 50, showTicketType: false, ...changes };
  return (await asOperator("specs.event", tenant, (ctx) => createEventWithType(ctx, event))).id;
}

function publish(tenant: Tenant, eventId: string): Promise<unknown> {
  return asOperator("specs.publish", tenant, (ctx) => moveEvent(ctx, { eventId, move: "publish" }));
}

function issue(tenant: Tenant, eventId: string, names: readonly string[]) {
  const tickets = names.map((name) => ({ name, email: `${name.toLowerCase().replaceAll(" ", ".")}@example.com` }));
  return asOperator("specs.issue", tenant, (ctx) => issueTickets(ctx, { eventId, tickets }));
}

async function secretsOf(tenant: Tenant, eventId: string): Promise<WorldTicket[]> {
  const rows = await asOperator("specs.secrets", tenant, (ctx) => listTicketSecrets(ctx, { eventId, take: 500 }));
  return rows.map(({ number, secrets: { code, link, check } }) => ({
    number,
    code,
    link,
    typed: `${number}-${check}`,
  }));
}

/** Invites somebody as gate staff; the path of their link. */
async function invite(tenant: Tenant, person: { name: string; email: string }): Promise<string> {
  const input = { ...person, role: "STAFF_SCANNER" as const, maySearch: true };
  return asOperator("specs.invite", tenant, async (ctx) => {
    const { id } = await inviteMember(ctx, input);
    return `/invite/${(await revealInvitation(ctx, { invitationId: id })).secret}`;
  });
}

const STATES = ["valid", "used", "replaced", "revoked", "refunded", "unpaid"] as const;

async function makeMatinee(
  tenant: Tenant,
  origin: string,
  apiKey: string,
  adminUrl: string,
): Promise<World["matinee"]> {
  const name = "Harbour Matinee";
  const eventId = await makeEvent(tenant, name);
  await publish(tenant, eventId);
  const { tickets } = await issue(
    tenant,
    eventId,
    STATES.map((state) => `Holder of ${state}`),
  );
  const secrets = await secretsOf(tenant, eventId);
  const made = new Map(STATES.map((state, index) => [state, { id: tickets[index]?.id, secret: secrets[index] }]));
  const of = (state: (typeof STATES)[number]) => {
    const { id, secret } = made.get(state) ?? {};
    if (id === undefined || secret === undefined) throw new Error(`No ticket was made ${state}.`);
    return { id, secret };
  };
  await asOperator("specs.reissue", tenant, (ctx) => reissueTicket(ctx, { ticketId: of("replaced").id }));
  await asOperator("specs.revoke", tenant, (ctx) => revokeTicket(ctx, { ticketId: of("revoked").id, reason: "Lost" }));
  await admitByKey({ origin, apiKey }, { eventId, code: of("used").secret.code });
  await setUnsold(adminUrl, [of("refunded").id, of("unpaid").id]);
  const ticket = (state: (typeof STATES)[number]) => of(state).secret;
  return {
    id: eventId,
    name,
    tickets: {
      valid: ticket("valid"),
      used: ticket("used"),
      replaced: ticket("replaced"),
      revoked: ticket("revoked"),
      refunded: ticket("refunded"),
      unpaid: ticket("unpaid"),
    },
  };
}

/** No command leads into these two states before there are payments, but the gate and the ticket page know them. */
async function setUnsold(adminUrl: string, [refunded, unpaid]: [string, string]): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query("UPDATE tickets SET state = 'refunded' WHERE id = $1", [refunded]);
  await client.query("UPDATE tickets SET state = 'unpaid' WHERE id = $1", [unpaid]);
  await client.end();
}

async function makeDesk(tenant: Tenant): Promise<World["desk"]> {
  const name = "Desk Recital";
  const id = await makeEvent(tenant, name, { capacity: 80 });
  await publish(tenant, id);
  const names = Array.from({ length: 60 }, (_, index) => `${index % 20 === 6 ? "Tomás" : "Guest"} Seat ${index + 1}`);
  const tickets = names.map((holder, index) => ({ name: holder, email: `seat-${index + 1}@example.com` }));
  const issued = await asOperator("specs.issue", tenant, (ctx) => issueTickets(ctx, { eventId: id, tickets }));
  const ticketIds = issued.tickets.map((ticket) => ticket.id);
  return { id, name, tickets: await secretsOf(tenant, id), ticketIds };
}

/** An event with re-entry and a way out. */
async function makeGarden(tenant: Tenant): Promise<World["garden"]> {
  const name = "Open Garden";
  const id = await makeEvent(tenant, name, { reentry: true });
  const exit = { eventId: id, name: "Exit", direction: "out" as const };
  await asOperator("specs.exit", tenant, (ctx) => createCheckpoint(ctx, exit));
  await publish(tenant, id);
  await issue(
    tenant,
    id,
    Array.from({ length: 30 }, (_, index) => `Guest of the garden ${index + 1}`),
  );
  return { id, name, tickets: await secretsOf(tenant, id) };
}

async function makeCancelled(tenant: Tenant): Promise<World["cancelled"]> {
  const id = await makeEvent(tenant, "Storm Concert");
  await publish(tenant, id);
  await issue(tenant, id, ["Rainer Regen"]);
  const [ticket] = await secretsOf(tenant, id);
  if (!ticket) throw new Error("No ticket was made.");
  await asOperator("specs.cancel", tenant, (ctx) => moveEvent(ctx, { eventId: id, move: "cancel" }));
  return { id, ticket };
}

async function makeListed(tenant: Tenant): Promise<World["listed"]> {
  const id = await makeEvent(tenant, "Listed Evening");
  const upload = async (guest: string) => {
    const bytes = new TextEncoder().encode(`name,email\n${guest},${guest.toLowerCase()}@example.com\nNobody,\n`);
    const file = { name: `${guest.toLowerCase()}.csv`, bytes };
    return (await asOperator("specs.upload", tenant, (ctx) => uploadImport(ctx, { eventId: id, file }))).importId;
  };
  const committedId = await upload("Leonie");
  await asOperator("specs.commit", tenant, (ctx) => commitImport(ctx, { eventId: id, importId: committedId }));
  return { id, previewId: await upload("Petra"), committedId };
}

async function makeElsewhere(): Promise<Pick<World, "elsewhere" | "quiet">> {
  const tenant = await createTenant(operatorCtx(), { slug: "elsewhere", name: "Elsewhere" });
  const quiet = await createTenant(operatorCtx(), { slug: "quiet", name: "Quiet House" });
  const admin: Login = { email: ELSEWHERE_ADMIN, password: randomBytes(12).toString("base64url") };
  const { id } = await createAccount(operatorCtx(), { name: "Ada Admin", ...admin });
  for (const each of [tenant, quiet]) {
    await asOperator("specs.member", each, (ctx) => addMember(ctx, { userId: id, role: "TENANT_ADMIN" }));
  }
  const event = { id: await makeEvent(tenant, "Elsewhere Night"), name: "Elsewhere Night" };
  await publish(tenant, event.id);
  await issue(tenant, event.id, ["Nadia Nowhere"]);
  const [ticket] = await secretsOf(tenant, event.id);
  const { messages } = await asOperator("specs.messages", tenant, (ctx) => listMessages(ctx, {}));
  const messageId = messages[0]?.id;
  if (!ticket || !messageId) throw new Error("No ticket was made.");
  return {
    elsewhere: { organization: "elsewhere", admin, event, ticket, messageId },
    quiet: { organization: "quiet" },
  };
}
