import "server-only";
import { z } from "zod";
import type { CtxTenant } from "@/lib/core/ctx";
import { randomSecret } from "@/lib/core/keys";
import type { RoleKey } from "@/lib/domain/access/rules";
import { createAccount, setPassword } from "@/lib/domain/accounts/commands";
import { findAccount } from "@/lib/domain/accounts/queries";
import { accountEmail } from "@/lib/domain/accounts/schema";
import { addMember } from "@/lib/domain/members/commands/add-member";
import { createTenant } from "@/lib/domain/tenants/commands";
import { listMemberships } from "@/lib/domain/tenants/queries";
import { type TenantInput, tenantInput } from "@/lib/domain/tenants/schema";
import { parseInput } from "./input";
import { asOperator, operatorCtx } from "./operator";

export type Person = { name: string; email: string; role: RoleKey };

/**
 * Sees to it that a person can sign in and belongs to the organization, and gives them a new password, which ends their
 * sessions. Each step is found or made, so that a run that was cut off is finished by the next.
 */
export async function ensureMember(tenant: CtxTenant, person: Person): Promise<{ email: string; password: string }> {
  const { name, email, role } = person;
  const password = randomSecret().slice(0, 16);
  const known = await findAccount(operatorCtx(), { email });
  if (known) await setPassword(operatorCtx(), { email, password });
  const { id } = known ?? (await createAccount(operatorCtx(), { name, email, password }));
  const memberships = await listMemberships(operatorCtx(), { userId: id });
  if (!memberships.some((membership) => membership.tenant.slug === tenant.slug)) {
    await asOperator("members.add", tenant, (ctx) => addMember(ctx, { userId: id, role }));
  }
  return { email, password };
}

const organizerInput = z.object({ name: z.string().trim().min(1, "Enter a name."), email: accountEmail });

/** Makes an organization with its first administrator. Throws SLUG_TAKEN, or VALIDATION_FAILED for what cannot be a slug or an email. */
export async function createOrganization(
  input: TenantInput,
  organizer: { name: string; email: string },
): Promise<{ email: string; password: string }> {
  const settings = parseInput(tenantInput, input);
  // Before the organization is made: without an administrator nobody could get into it.
  parseInput(organizerInput, organizer);
  const tenant = await createTenant(operatorCtx(), settings);
  return ensureMember(tenant, { ...organizer, role: "TENANT_ADMIN" });
}
