import "server-only";
import { cookies, headers } from "next/headers";
import { notFound, redirect, unstable_rethrow } from "next/navigation";
import { cache } from "react";
import type { Ctx } from "@/lib/core/ctx";
import { inTx } from "@/lib/core/db/transaction";
import { covers, permissionsOfRole } from "@/lib/domain/access/rules";
import type { SessionRow } from "@/lib/domain/accounts/sql";
import { listMemberships } from "@/lib/domain/tenants/queries";
import { makeCtx, memberCaller, sessionOf } from "./caller";
import { requestIdOf } from "./http";
import { logged, logRefusal, noteCaller, noteDoor, toAppError } from "./pipeline";
import { sessionCookieName } from "./session-cookie";

async function requestInfo() {
  const sent = await headers();
  return { requestId: requestIdOf({ headers: sent }), path: sent.get("x-usher-path") ?? "/", now: new Date() };
}

/**
 * A page's door: one transaction around its queries as a member of the organization, or none where these open their own, as
 * those do that wait for more than the database. Leads to sign-in when nobody is signed
 * in, and to "not found" for what does not exist or is not theirs to see; which of the two is not said.
 */
export async function openPage<T>(
  organization: string,
  run: (ctx: Ctx) => Promise<T>,
  { transaction }: { transaction: "one" | "none" } = { transaction: "one" },
): Promise<T> {
  const { requestId, path, now } = await requestInfo();
  try {
    return await logged({ name: "page", requestId }, async () => {
      const cookie = (await cookies()).get(sessionCookieName())?.value;
      const ctx = makeCtx(await memberCaller(cookie, organization, now), { requestId, now });
      noteCaller(ctx);
      return transaction === "one" ? inTx(ctx, run) : run(ctx);
    });
  } catch (error) {
    unstable_rethrow(error);
    const { code } = toAppError(error);
    if (code === "UNAUTHENTICATED") redirect(`/sign-in?next=${encodeURIComponent(path)}`);
    if (code === "NOT_FOUND" || code === "FORBIDDEN") notFound();
    if (code === "ORGANIZATION_SUSPENDED") redirect("/suspended");
    throw error;
  }
}

export type CurrentPerson = {
  id: string;
  name: string;
  email: string;
  organizations: { slug: string; name: string; roleName: string; canManage: boolean; canScan: boolean }[];
};

const currentSession = cache(async (): Promise<SessionRow | null> => {
  const cookie = (await cookies()).get(sessionCookieName())?.value;
  return sessionOf(cookie, null, new Date());
});

/** For pages that ask who is there without opening a door: what fails is logged, and known to whoever writes the status. */
async function orLogged<T>(work: () => Promise<T>): Promise<T> {
  noteDoor();
  const { requestId } = await requestInfo();
  return work().catch((error: unknown) => {
    unstable_rethrow(error);
    throw logRefusal({ requestId, door: "session" }, error);
  });
}

/** Who is signed in, with their organizations; null for nobody. */
export const currentPerson = cache(() => orLogged(findCurrentPerson));

async function findCurrentPerson(): Promise<CurrentPerson | null> {
  const session = await currentSession();
  if (!session) return null;
  const { requestId, now } = await requestInfo();
  const actor = {
    kind: "person" as const,
    id: session.userId,
    sessionId: session.sessionId,
    memberId: "",
    name: session.name,
    permissions: [],
  };
  const memberships = await listMemberships({ requestId, actor, now }, { userId: session.userId });
  const organizations = memberships.map(({ tenant, role }) => {
    const held = permissionsOfRole(role.key, role.permissions);
    const may = (wanted: string) => held.some((permission) => covers(permission, wanted));
    return {
      slug: tenant.slug,
      name: tenant.name,
      roleName: role.name,
      canManage: may("events.read"),
      canScan: may("gate.scan"),
    };
  });
  return { id: session.userId, name: session.name, email: session.email, organizations };
}

/** As `currentPerson`; leads to sign-in, and from there to `next`, when nobody is signed in. */
export async function requirePerson(next: string): Promise<CurrentPerson> {
  return (await currentPerson()) ?? redirect(`/sign-in?next=${encodeURIComponent(next)}`);
}
