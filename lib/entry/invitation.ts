import "server-only";
import { cookies, headers } from "next/headers";
import { notFound, unstable_rethrow } from "next/navigation";
import type { Ctx } from "@/lib/core/ctx";
import { origin } from "@/lib/core/env";
import { errorText } from "@/lib/core/error-texts";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { noteForLog } from "@/lib/core/log-context";
import { covers, permissionsOfRole } from "@/lib/domain/access/rules";
import { createAccount, type StartedSession, signIn, signOut } from "@/lib/domain/accounts/commands";
import { signInInput } from "@/lib/domain/accounts/schema";
import { acceptInvitation } from "@/lib/domain/members/commands/accept-invitation";
import { revealInvitation } from "@/lib/domain/members/commands/reveal-invitation";
import { findInvitationBySecret } from "@/lib/domain/members/queries";
import { registerInput } from "@/lib/domain/members/schema";
import type { InvitationRow } from "@/lib/domain/members/sql";
import { makeCtx, sessionOf } from "./caller";
import { deviceCookieName, deviceCookieOptions, rememberDevice } from "./device-cookie";
import { parseInput } from "./input";
import { logged, toAppError } from "./pipeline";
import { enforceLimit } from "./rate-limits";
import { decodeSession, encodeSession, sessionCookieName, sessionCookieOptions } from "./session-cookie";
import { type SignInRequest, signInThrottled } from "./sign-in";

/** What whoever opened the link has to do to join. */
type InvitationStep =
  /** Nobody is signed in and the address has no account. */
  | { step: "register" }
  /** Nobody is signed in and the address has one. */
  | { step: "sign-in" }
  /** Its own person is signed in. */
  | { step: "join" }
  /** Somebody else is. */
  | { step: "switch"; signedInAs: string };

export type OpenedInvitation = InvitationStep & {
  organization: { name: string; timeZone: string };
  role: { key: string; name: string };
  name: string;
  email: string;
  expiresAt: Date;
};

/**
 * The invitation behind a link, and how far whoever opened it is from joining. One that cannot be accepted, whatever the
 * reason, is answered with "not found".
 */
export async function openInvitation(secret: string): Promise<OpenedInvitation | { step: "wait"; text: string }> {
  const { requestId } = await signInRequest();
  try {
    return await logged({ name: "invitation-page", requestId }, async () => {
      const invitation = await findInvitation(secret);
      const { tenant, roleKey, roleName, name, email, expiresAt } = invitation;
      const organization = { name: tenant.name, timeZone: tenant.timeZone };
      return {
        ...(await stepOf(invitation)),
        organization,
        role: { key: roleKey, name: roleName },
        name,
        email,
        expiresAt,
      };
    });
  } catch (error) {
    unstable_rethrow(error);
    const { code, details } = toAppError(error);
    if (code === "NOT_FOUND") notFound();
    if (code === "RATE_LIMITED") return { step: "wait", text: errorText(code, details) };
    throw error;
  }
}

/** Makes the account of the invitation's address, signs it in and joins. Answers where to go on. Throws NOT_FOUND, CONFLICT, RATE_LIMITED. */
export async function registerAndJoin(secret: string, sent: { name: string; password: string }): Promise<string> {
  const request = await signInRequest();
  const invitation = await findInvitation(secret);
  const { name, password } = parseInput(registerInput, sent);
  // Before the password is hashed, which is work.
  await enforceLimit("signInSource", request.source);
  const { id, email } = invitation;
  const ctx = { requestId: request.requestId, actor: { kind: "invited" as const, id, email }, now: new Date() };
  const isNew = await createAccount(ctx, { name, email, password }).then(
    () => true,
    (error: unknown) => {
      // Another tab of the same person was quicker: the password typed says whether it is the same.
      if (toAppError(error).code === "CONFLICT") return false;
      throw error;
    },
  );
  // An account that was made just now is not guessed at: its first sign-in is not counted, and so never refused.
  const { requestId, userAgent } = request;
  const session = isNew
    ? await signIn({ ...ctx, requestId, actor: { kind: "public" } }, { email, password, userAgent })
    : await signInThrottled(request, { email, password });
  return joinAs(session, { secret, invitation });
}

/** Signs the invitation's address in, which has an account, and joins. Answers where to go on. Throws NOT_FOUND, INVALID_CREDENTIALS, RATE_LIMITED. */
export async function signInAndJoin(secret: string, sent: { password: string }): Promise<string> {
  const request = await signInRequest();
  const invitation = await findInvitation(secret);
  const input = signInInput.safeParse({ email: invitation.email, password: sent.password });
  if (!input.success) throw new AppError("INVALID_CREDENTIALS");
  return joinAs(await signInThrottled(request, input.data), { secret, invitation });
}

/** Joins as who is signed in, whose address the invitation must be to. Answers where to go on. Throws NOT_FOUND, UNAUTHENTICATED. */
export async function joinSignedIn(secret: string): Promise<string> {
  const { requestId } = await signInRequest();
  const invitation = await findInvitation(secret);
  const session = await sessionOf((await cookies()).get(sessionCookieName())?.value, null, new Date());
  if (!session) throw new AppError("UNAUTHENTICATED");
  return join(session, { requestId, secret, invitation });
}

/** An invitation's link, to be handed over by other means than email. Throws NOT_FOUND. */
export async function revealInvitationLink(ctx: Ctx, input: { invitationId: string }): Promise<{ link: string }> {
  const { secret } = await revealInvitation(ctx, input);
  return { link: `${origin()}/invite/${secret}` };
}

/** Ends the session of this browser, for somebody else to sign in. */
export async function signOutHere(): Promise<void> {
  const { requestId } = await signInRequest();
  const kept = await cookies();
  const claims = decodeSession(kept.get(sessionCookieName())?.value);
  if (claims) await signOut({ requestId, actor: { kind: "public" }, now: new Date() }, { secret: claims.sid });
  kept.delete({ name: sessionCookieName(), ...sessionCookieOptions() });
}

async function signInRequest(): Promise<SignInRequest> {
  const sent = await headers();
  return {
    requestId: sent.get("x-request-id") ?? newId(),
    source: sent.get("x-usher-peer") ?? "unknown",
    userAgent: sent.get("user-agent") ?? undefined,
    device: (await cookies()).get(deviceCookieName())?.value,
  };
}

async function findInvitation(secret: string): Promise<InvitationRow> {
  await enforceLimit("invitationSource", (await signInRequest()).source);
  const invitation = await findInvitationBySecret(secret, new Date());
  if (!invitation) throw new AppError("NOT_FOUND");
  noteForLog({ tenantId: invitation.tenant.id, invitationId: invitation.id });
  return invitation;
}

async function stepOf(invitation: Pick<InvitationRow, "email" | "hasAccount">): Promise<InvitationStep> {
  const session = await sessionOf((await cookies()).get(sessionCookieName())?.value, null, new Date());
  if (session?.email === invitation.email) return { step: "join" };
  if (session) return { step: "switch", signedInAs: session.email };
  return { step: invitation.hasAccount ? "sign-in" : "register" };
}

type Joiner = { userId: string; sessionId: string; name: string };
type Joining = { requestId: string; secret: string; invitation: InvitationRow };

/** Joins with a session just started; the browser is given its cookie only with the membership. */
async function joinAs(session: StartedSession, { secret, invitation }: Omit<Joining, "requestId">): Promise<string> {
  const { requestId, device } = await signInRequest();
  const place = await join(session, { requestId, secret, invitation });
  (await cookies()).set(deviceCookieName(), rememberDevice(device, session.email), deviceCookieOptions());
  (await cookies()).set(sessionCookieName(), encodeSession({ sub: session.userId, sid: session.secret }), {
    ...sessionCookieOptions(),
    expires: session.expiresAt,
  });
  return place;
}

async function join({ userId, sessionId, name }: Joiner, { requestId, secret, invitation }: Joining): Promise<string> {
  const { tenant, roleKey } = invitation;
  const actor = { kind: "person" as const, id: userId, sessionId, memberId: "", name, permissions: [] };
  const ctx = makeCtx({ actor, tenant }, { requestId, now: new Date() });
  noteForLog({ userId });
  await acceptInvitation(ctx, { secret });
  const mayManage = permissionsOfRole(roleKey, []).some((held) => covers(held, "events.read"));
  return mayManage ? `/o/${tenant.slug}` : `/gate/${tenant.slug}`;
}
