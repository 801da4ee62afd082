import { type APIRequestContext, expect, type Page, request } from "@playwright/test";
import { keepSecret } from "./kept-secrets";
import type { Login, World } from "./world";

const SESSION_COOKIE = "usher.session";

/** Signs in as a browser does, without one; answers the context that holds the cookie. */
export async function signInByRequest(origin: string, { email, password }: Login): Promise<APIRequestContext> {
  const context = await request.newContext({ baseURL: origin });
  const { csrfToken } = await (await context.get("/api/auth/csrf")).json();
  const answer = await context.post("/api/auth/callback/credentials", {
    form: { email, password, csrfToken, callbackUrl: `${origin}/o`, json: "true" },
  });
  expect(answer.status(), "the sign-in's status").toBe(200);
  await keepCookies((await context.storageState()).cookies);
  return context;
}

/** Signs in at the sign-in page. */
export async function signInAtPage(page: Page, { email, password }: Login, next?: string): Promise<void> {
  await page.goto(next === undefined ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  await keepCookies(await page.context().cookies());
}

/** The session cookie of a browser or a request context, ready to be sent. */
export async function sessionCookie(from: { cookies(): Promise<{ name: string; value: string }[]> }): Promise<string> {
  const found = (await from.cookies()).find((cookie) => cookie.name === SESSION_COOKIE);
  if (!found) throw new Error("Nobody is signed in.");
  return `${SESSION_COOKIE}=${found.value}`;
}

/** The cookie's value is a signed token; the session's own secret stands inside it. */
export async function keepCookies(cookies: readonly { name: string; value: string }[]): Promise<void> {
  for (const { name, value } of cookies) {
    if (name !== SESSION_COOKIE || value === "") continue;
    keepSecret("session cookie", value);
    const claims = JSON.parse(Buffer.from(value.split(".")[1] ?? "", "base64url").toString("utf8"));
    keepSecret("session secret", String(claims.sid));
  }
}

/** Whose password opens which organization. */
export function logins(world: Pick<World, "demo" | "elsewhere">) {
  return { organizer: world.demo.organizer, gateStaff: world.demo.gateStaff, elsewhere: world.elsewhere.admin };
}
