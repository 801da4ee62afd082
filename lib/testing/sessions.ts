import { signIn } from "@/lib/domain/accounts/commands";
import { encodeSession, sessionCookieName } from "@/lib/entry/session-cookie";
import { PASSWORD, type Populated } from "./populated";
import { operator, type World } from "./world";

/** Signs an organization's member in, now by the world's clock: the session's secret, and the header a browser sends. */
export async function signInMember(
  world: World,
  who: Pick<Populated, "email">,
): Promise<{ secret: string; cookie: string }> {
  const session = await signIn(
    { ...operator(world), actor: { kind: "public" } },
    { email: who.email, password: PASSWORD },
  );
  const token = await encodeSession({ sub: session.userId, sid: session.secret });
  return { secret: session.secret, cookie: `${sessionCookieName()}=${token}` };
}
