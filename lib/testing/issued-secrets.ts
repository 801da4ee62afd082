import pg from "pg";
import { z } from "zod";
import { deriveInvitationSecret } from "@/lib/domain/members/invitation-secret";
import { deriveSecrets, typedForm } from "@/lib/domain/tickets/codes";

const row = z.object({
  tenantId: z.string(),
  ticketId: z.string(),
  generation: z.number(),
  keyId: z.string(),
  number: z.number(),
});

/**
 * Every secret that a database's tickets have, of all organizations and generations: derived again, since nothing stores
 * them. Needs the keys in this process's environment.
 */
export async function issuedSecrets(adminUrl: string): Promise<{ code: string; link: string; typed: string }[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT c.tenant_id AS "tenantId", c.ticket_id AS "ticketId", c.generation, c.key_id AS "keyId", t.number
       FROM ticket_codes c JOIN tickets t ON t.tenant_id = c.tenant_id AND t.id = c.ticket_id`,
    );
    return z
      .array(row)
      .parse(rows)
      .map(({ number, ...source }) => {
        const { code, link, check } = deriveSecrets(source);
        return { code, link, typed: typedForm(number, check) };
      });
  } finally {
    await client.end();
  }
}

const invitationRow = z.object({ tenantId: z.string(), invitationId: z.string(), keyId: z.string() });

/** The secret of every invitation that a database has, of all organizations, whatever became of it; derived again as well. */
export async function issuedInvitationSecrets(adminUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT tenant_id AS "tenantId", id AS "invitationId", key_id AS "keyId" FROM invitations`,
    );
    return z.array(invitationRow).parse(rows).map(deriveInvitationSecret);
  } finally {
    await client.end();
  }
}
