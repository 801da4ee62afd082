import "server-only";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { CtxTenant } from "@/lib/core/ctx";
import { origin } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import { writeSecretFile } from "@/lib/core/secret-file";
import { createDemoKey, DEMO_TICKETS, seedDemoEvent } from "@/lib/domain/demo/commands";
import { listEvents } from "@/lib/domain/events/queries";
import { createTenant } from "@/lib/domain/tenants/commands";
import { getTenantBySlug } from "@/lib/domain/tenants/queries";
import { listTicketSecrets } from "@/lib/domain/tickets/queries";
import { asOperator, operatorCtx } from "./operator";
import { ensureMember } from "./people";

const ORGANIZATION = { slug: "demo", name: "Harbour Hall", timeZone: "Asia/Manila", currency: "PHP" };
const PEOPLE = {
  organizer: { name: "Olive Organizer", email: "organizer@example.com", role: "TENANT_ADMIN" },
  gateStaff: { name: "Gil Gate", email: "gate@example.com", role: "STAFF_SCANNER" },
} as const;

const login = z.object({ email: z.string(), password: z.string() });
const demoFile = z.object({
  origin: z.string(),
  organization: z.string(),
  organizer: login,
  gateStaff: login,
  apiKey: z.string(),
  eventId: z.string(),
  tickets: z.array(z.object({ number: z.number(), link: z.string(), code: z.string() })),
});
export type DemoFile = z.infer<typeof demoFile>;

/**
 * Makes the demo organization unless it is there, and writes demo.json (0600) into the data directory: how to sign in, an API
 * key, and 200 tickets with their secrets. Where the file was lost, passwords and key are made anew. Safe to run again.
 */
export async function ensureDemo(dataDirectory: string): Promise<DemoFile> {
  const file = path.join(dataDirectory, "demo.json");
  const known = await readDemo(file);
  const tenant = (await findDemoTenant()) ?? (await createTenant(operatorCtx(), ORGANIZATION));
  const eventId = await ensureEvent(tenant);
  // The file is written last, so where it is, everything is.
  const access = known?.eventId === eventId ? known : await makeAccess(tenant);
  const tickets = await asOperator("demo.tickets", tenant, (ctx) =>
    listTicketSecrets(ctx, { eventId, take: DEMO_TICKETS }),
  );
  const demo: DemoFile = {
    origin: origin(),
    organization: tenant.slug,
    organizer: access.organizer,
    gateStaff: access.gateStaff,
    apiKey: access.apiKey,
    eventId,
    tickets: tickets.map(({ number, secrets }) => ({
      number,
      link: `${origin()}/t/${secrets.link}`,
      code: secrets.code,
    })),
  };
  await mkdir(dataDirectory, { recursive: true });
  await writeSecretFile(file, `${JSON.stringify(demo, null, 2)}\n`);
  return demo;
}

type Access = Pick<DemoFile, "organizer" | "gateStaff" | "apiKey">;

async function makeAccess(tenant: CtxTenant): Promise<Access> {
  const { secret } = await asOperator("demo.key", tenant, (ctx) => createDemoKey(ctx));
  return {
    organizer: await ensureMember(tenant, PEOPLE.organizer),
    gateStaff: await ensureMember(tenant, PEOPLE.gateStaff),
    apiKey: secret,
  };
}

async function findDemoTenant(): Promise<CtxTenant | null> {
  try {
    return await getTenantBySlug(operatorCtx(), { slug: ORGANIZATION.slug });
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") return null;
    throw error;
  }
}

/** The demo's event: the organization's first, made where there is none. */
async function ensureEvent(tenant: CtxTenant): Promise<string> {
  const events = await asOperator("demo.event", tenant, (ctx) => listEvents(ctx));
  // Ids are in the order of their making: the demo's own event came first.
  const first = events.map((event) => event.id).sort()[0];
  if (!first) return (await asOperator("demo.event", tenant, (ctx) => seedDemoEvent(ctx))).eventId;
  return first;
}

async function readDemo(file: string): Promise<DemoFile | null> {
  try {
    return demoFile.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return null;
  }
}
