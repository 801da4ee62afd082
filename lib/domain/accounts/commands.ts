import "server-only";
import type { Ctx, PlatformCtx } from "@/lib/core/ctx";
import { whenTaken } from "@/lib/core/db/database-errors";
import { unsafeSystemDb } from "@/lib/core/db/system";
import { asPerson } from "@/lib/core/db/transaction";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { hashSecret, randomSecret } from "@/lib/core/keys";
import { hashPassword, isPasswordOf } from "@/lib/core/password-hash";
import { assertMayRegister, assertOperator } from "../access/rules";
import { accountEmail, password as passwordSchema, SESSION_LIFE_MS, SESSION_TOUCH_MS } from "./schema";

/** A real hash that no password matches, so that an unknown email costs the same time as a known one. */
const slot = Symbol.for("usher.decoy-hash");
function decoyHash(): Promise<string> {
  const holder = globalThis as { [slot]?: Promise<string> };
  holder[slot] ??= hashPassword(randomSecret()).catch((error: unknown) => {
    // Refused in a rush: the next one makes it.
    delete holder[slot];
    throw error;
  });
  return holder[slot];
}

/**
 * Makes a person who can sign in with a password. For the operator and the command line, and for who was invited at that
 * address. Throws CONFLICT for a known email.
 */
export async function createAccount(
  ctx: PlatformCtx,
  input: { name: string; email: string; password: string },
): Promise<{ id: string }> {
  const email = accountEmail.parse(input.email);
  assertMayRegister(ctx, email);
  const passwordHash = await hashPassword(passwordSchema.parse(input.password));
  const db = unsafeSystemDb();
  if ((await db.user.count({ where: { email } })) > 0) throw new AppError("CONFLICT");
  const id = newId();
  await db
    .$transaction([
      db.user.create({ data: { id, name: input.name, email, createdAt: ctx.now } }),
      db.credential.create({ data: { userId: id, passwordHash, changedAt: ctx.now } }),
    ])
    .catch(whenTaken(() => new AppError("CONFLICT")));
  return { id };
}

/** Sets a new password and ends all sessions of that person. For the operator and the command line. Throws NOT_FOUND. */
export async function setPassword(ctx: PlatformCtx, input: { email: string; password: string }): Promise<void> {
  assertOperator(ctx);
  const passwordHash = await hashPassword(passwordSchema.parse(input.password));
  const db = unsafeSystemDb();
  const user = await db.user.findUnique({ where: { email: accountEmail.parse(input.email) }, select: { id: true } });
  if (!user) throw new AppError("NOT_FOUND");
  await db.$transaction([
    db.credential.update({ where: { userId: user.id }, data: { passwordHash, changedAt: ctx.now } }),
    db.session.updateMany({ where: { userId: user.id, endedAt: null }, data: { endedAt: ctx.now } }),
  ]);
}

export type StartedSession = {
  sessionId: string;
  userId: string;
  name: string;
  email: string;
  secret: string;
  expiresAt: Date;
};

/**
 * Checks a password and starts a session of its own; its secret is given out here once. Public by nature: entry throttles
 * it per account and source. Throws INVALID_CREDENTIALS, the same and after the same work for a wrong password and an
 * unknown email.
 */
export async function signIn(
  ctx: PlatformCtx,
  input: { email: string; password: string; userAgent?: string },
): Promise<StartedSession> {
  const db = unsafeSystemDb();
  const user = await db.user.findFirst({
    where: { email: input.email, deletedAt: null },
    select: { id: true, name: true, email: true, credential: { select: { passwordHash: true } } },
  });
  const matches = await isPasswordOf(user?.credential?.passwordHash ?? (await decoyHash()), input.password);
  if (!user?.credential || !matches) throw new AppError("INVALID_CREDENTIALS");
  const secret = randomSecret();
  const sessionId = newId();
  const expiresAt = new Date(ctx.now.getTime() + SESSION_LIFE_MS);
  await db.session.create({
    data: {
      id: sessionId,
      userId: user.id,
      tokenHash: new Uint8Array(hashSecret(secret)),
      userAgent: input.userAgent?.slice(0, 200) ?? null,
      createdAt: ctx.now,
      lastSeenAt: ctx.now,
      expiresAt,
    },
  });
  return { sessionId, userId: user.id, name: user.name, email: user.email, secret, expiresAt };
}

/** Ends the session behind a secret; an unknown or ended one is left as it is. Public by nature: the secret is the proof. */
export async function signOut(ctx: PlatformCtx, input: { secret: string }): Promise<void> {
  const session = await unsafeSystemDb().session.findUnique({
    where: { tokenHash: new Uint8Array(hashSecret(input.secret)) },
    select: { id: true, userId: true },
  });
  if (!session) return;
  await asPerson(session.userId, (db) =>
    db.session.updateMany({ where: { id: session.id, endedAt: null }, data: { endedAt: ctx.now } }),
  );
}

/** Notes that a session is in use, at most every five minutes. The caller's own session only. */
export async function touchSession(ctx: Pick<Ctx, "actor" | "now">, input: { lastSeenAt: Date }): Promise<void> {
  const { actor, now } = ctx;
  if (actor.kind !== "person") throw new AppError("FORBIDDEN");
  if (now.getTime() - input.lastSeenAt.getTime() < SESSION_TOUCH_MS) return;
  await asPerson(actor.id, (db) =>
    db.session.updateMany({ where: { id: actor.sessionId, endedAt: null }, data: { lastSeenAt: now } }),
  );
}
