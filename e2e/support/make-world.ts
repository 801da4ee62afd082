import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { z } from "zod";
import { createAccount } from "@/lib/domain/accounts/commands";
import { moveEvent } from "@/lib/domain/events/commands";
import { listMessages } from "@/lib/domain/messages/queries";
import { addMember, createTenant } from "@/lib/domain/tenants/commands";
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

/** Adds to the demo what the specs need beside it, by the product's own commands, and describes all of it. */
export async function makeWorld(place: Place): Promise<World> {
  const demo = demoFile.parse(JSON.parse(await readFile(path.join(place.dataDirectory, "demo.json"), "utf8")));
  const keys = (await readFile(path.join(place.dataDirectory, "keys"), "utf8")).trim();
  const database = await databaseOf(place.dataDirectory);
  Object.assign(process.env, {
    DATABASE_URL: database.url,
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
      cancelled: await makeCancelled(harbour),
      draft: { id: await makeEvent(harbour, "Rehearsal") },
      ...(await makeElsewhere()),
    };
    return world;
  } finally {
    await closeDatabase();
  }
}

async function makeEvent(tenant: Tenant, name: string): Promise<string> {
  const now = Date.now();
  const times = { startsAt: new Date(now - HOUR), endsAt: new Date(now + 6 * HOUR) };
  const event = { name, venue: "Harbour Hall", timeZone: "Asia/Manila", ...times, cap: 50, showTicketType: false };
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

async function makeCancelled(tenant: Tenant): Promise<World["cancelled"]> {
  const id = await makeEvent(tenant, "Storm Concert");
  await publish(tenant, id);
  await issue(tenant, id, ["Rainer Regen"]);
  const [ticket] = await secretsOf(tenant, id);
  if (!ticket) throw new Error("No ticket was made.");
  await asOperator("specs.cancel", tenant, (ctx) => moveEvent(ctx, { eventId: id, move: "cancel" }));
  return { id, ticket };
}

async function makeElsewhere(): Promise<Pick<World, "elsewhere" | "quiet">> {
  const tenant = await createTenant(operatorCtx(), { slug: "elsewhere", name: "Elsewhere" });
  const quiet = await createTenant(operatorCtx(), { slug: "quiet", name: "Quiet House" });
  const admin: Login = { email: "ada@elsewhere.example", password: randomBytes(12).toString("base64url") };
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
