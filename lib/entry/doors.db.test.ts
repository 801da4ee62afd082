import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "@/lib/core/ids";
import { resetLimiters } from "@/lib/core/rate-limit";
import { routeHandlers } from "@/lib/testing/exports";
import { snapshotOf, useOwner } from "@/lib/testing/owner";
import { type Populated, populate } from "@/lib/testing/populated";
import { callRoute, DOORLESS, ROUTE_CASES } from "@/lib/testing/route-cases";
import { signInMember } from "@/lib/testing/sessions";
import { useSettings } from "@/lib/testing/settings";
import { useWorld } from "@/lib/testing/world";

const handlers = await routeHandlers();
const world = useWorld();
const owner = useOwner(world);
useSettings();
let mine: Populated;
let other: Populated;
let cookie: string;

beforeAll(async () => {
  // Doors go by the real clock.
  world.now = new Date();
  mine = await populate(world);
  other = await populate(world);
  cookie = (await signInMember(world, mine)).cookie;
});
beforeEach(async () => {
  resetLimiters();
  await owner.rows("DELETE FROM rate_limits");
});

const bearer = ({ apiKey }: Populated) => ({ authorization: `Bearer ${apiKey.secret}` });
const names = Object.keys(ROUTE_CASES);
const posts = names.filter((name) => name.startsWith("POST") && ROUTE_CASES[name]?.file === undefined);
const withSession = names.filter((name) => ROUTE_CASES[name]?.doors.includes("session"));

/** Calls a route with the rows of `named`, and what is changed. */
async function call(
  name: string,
  named: Populated,
  changes: { headers?: Record<string, string>; sent?: unknown; add?: object } = {},
) {
  const one = ROUTE_CASES[name];
  if (!one) throw new Error(`${name} has no case.`);
  const { params, sent } = one.call(named);
  return callRoute(name, handlers.get(name), {
    params,
    sent: changes.sent ?? { ...sent, ...changes.add },
    headers: { ...one.headers, ...changes.headers },
    file: one.file,
  });
}

async function expectProblem(response: Response, status: number, code: string) {
  const body = await response.json();
  expect({ status: response.status, code: body.code }).toEqual({ status, code });
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(body).toMatchObject({
    type: expect.stringMatching(/^urn:usher:error:/),
    title: expect.any(String),
    status,
    requestId: response.headers.get("x-request-id"),
  });
  expect(body.requestId).toMatch(/^[0-9a-f-]{36}$/);
  return body;
}

describe("the routes of the API", () => {
  it("are all listed here, with a door or with the reason why not", () => {
    expect([...handlers.keys()].sort()).toEqual([...names, ...Object.keys(DOORLESS)].sort());
  });
});

describe("without credentials", () => {
  it.each(names)("%s answers 401", async (name) => {
    const asked = { add: { organization: mine.tenant.slug }, headers: { "x-request-id": newId() } };
    const { requestId } = await expectProblem(await call(name, mine, asked), 401, "UNAUTHENTICATED");
    // The id that our server gave it, which stands in its log lines.
    expect(requestId).toBe(asked.headers["x-request-id"]);
  });

  it.each(names)("%s answers 401 to a key that is none, and to a session that is none", async (name) => {
    const organization = { add: { organization: mine.tenant.slug } };
    await expectProblem(
      await call(name, mine, { ...organization, headers: { authorization: "Bearer usher_none" } }),
      401,
      "UNAUTHENTICATED",
    );
    await expectProblem(
      await call(name, mine, { ...organization, headers: { cookie: "usher.session=none" } }),
      401,
      "UNAUTHENTICATED",
    );
    const tampered = `${cookie.slice(0, -3)}AAA`;
    await expectProblem(
      await call(name, mine, { ...organization, headers: { cookie: tampered } }),
      401,
      "UNAUTHENTICATED",
    );
  });

  it.each(names.filter((name) => !withSession.includes(name)))(
    "%s has no door for a browser's session",
    async (name) => {
      await expectProblem(await call(name, mine, { headers: { cookie } }), 401, "UNAUTHENTICATED");
    },
  );
});

describe("with another organization's credentials", () => {
  it.each(names)("%s finds nothing, and changes nothing", async (name) => {
    const before = await snapshotOf(owner, other.tenant.id);
    const response = await call(name, other, { headers: bearer(mine) });
    const across = ROUTE_CASES[name]?.across ?? 0;
    await expectProblem(response, across, across === 404 ? "NOT_FOUND" : "FORBIDDEN");
    expect(await snapshotOf(owner, other.tenant.id)).toEqual(before);
  });

  it.each(withSession)("%s does not say whether an organization exists that is not one's own", async (name) => {
    for (const organization of [other.tenant.slug, "no-such-organization"]) {
      await expectProblem(await call(name, mine, { headers: { cookie }, add: { organization } }), 404, "NOT_FOUND");
    }
  });

  it.each(withSession)("%s refuses a key that names an organization other than its own", async (name) => {
    await expectProblem(
      await call(name, mine, { headers: bearer(mine), add: { organization: other.tenant.slug } }),
      403,
      "FORBIDDEN",
    );
  });
});

describe("what is sent", () => {
  it.each(posts)("%s takes JSON only, of a sensible size, and says what is wrong with it", async (name) => {
    const headers = bearer(mine);
    await expectProblem(
      await call(name, mine, { headers: { ...headers, "content-type": "text/plain" } }),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    );
    await expectProblem(
      await call(name, mine, { headers: { ...headers, "content-type": "application/x-www-form-urlencoded" } }),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    );
    await expectProblem(
      await call(name, mine, { headers, sent: `"${"x".repeat(300 * 1024)}"` }),
      413,
      "BODY_TOO_LARGE",
    );
    expect(
      (await expectProblem(await call(name, mine, { headers, sent: "{" }), 400, "VALIDATION_FAILED")).fields,
    ).toEqual({ "": "The body is not JSON." });
    const wrong = ["[]", "null", '"text"', ...(ROUTE_CASES[name]?.isBodyOptional ? [] : ["{}"])];
    for (const sent of wrong) {
      const body = await expectProblem(await call(name, mine, { headers, sent }), 400, "VALIDATION_FAILED");
      expect(Object.keys(body.fields).length).toBeGreaterThan(0);
    }
  });

  it.each(names)("%s refuses a field it does not know, by its name and without repeating its value", async (name) => {
    const body = await expectProblem(
      await call(name, mine, { headers: bearer(mine), add: { isAdmin: "mallory" } }),
      400,
      "VALIDATION_FAILED",
    );
    expect(body.fields).toEqual({ isAdmin: "This field is not known." });
    expect(JSON.stringify(body)).not.toContain("mallory");
  });

  it("a path's parameter wins over the body's field of the same name", async () => {
    const name = "POST /api/v1/events/[eventId]/tickets";
    const response = await call(name, mine, {
      headers: { ...bearer(mine), "idempotency-key": "path" },
      add: { eventId: other.event.id },
    });
    expect(response.status).toBe(201);
    const [row] = await owner.rows("SELECT event_id FROM tickets ORDER BY issued_at DESC, number DESC LIMIT 1");
    expect(row).toEqual({ event_id: mine.event.id });
  });
});

describe("a browser's session", () => {
  const FOREIGN: Record<string, string>[] = [
    { origin: "https://evil.example" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "null" },
    { origin: "http://usher.test.evil.example" },
  ];

  it.each(withSession.filter((name) => name.startsWith("POST")))("%s refuses another site's page", async (name) => {
    for (const headers of FOREIGN) {
      const response = await call(name, mine, {
        headers: { cookie, ...headers },
        add: { organization: mine.tenant.slug },
      });
      await expectProblem(response, 403, "FORBIDDEN");
    }
  });

  it("previews from its own page, and from an own page that says where it is", async () => {
    const own: Record<string, string>[] = [{ "sec-fetch-site": "same-origin" }, { origin: "http://usher.test" }];
    for (const headers of own) {
      const response = await call("POST /api/gate/preview", mine, {
        headers: { cookie, ...headers },
        add: { organization: mine.tenant.slug },
      });
      expect([response.status, await response.json()]).toEqual([200, { verdict: "INVALID" }]);
    }
  });

  it.each(withSession)("%s asks which organization is meant", async (name) => {
    const { organization: _left, ...sent } = ROUTE_CASES[name]?.call(mine).sent ?? {};
    const body = await expectProblem(await call(name, mine, { headers: { cookie }, sent }), 400, "VALIDATION_FAILED");
    expect(body.fields).toEqual({ organization: expect.any(String) });
  });
});

describe("the limit of searching", () => {
  it("stops one caller's hundred and twenty-first within a minute, and no other caller and no scan", async () => {
    const search = (headers: Record<string, string>) =>
      call("POST /api/gate/search", mine, { headers, add: { organization: mine.tenant.slug } });
    // In waves: all at once would ask whether the pool of connections holds.
    for (let wave = 0; wave < 12; wave++) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => search(bearer(mine))));
      expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    }
    const stopped = await search(bearer(mine));
    expect(Number(stopped.headers.get("retry-after"))).toBeGreaterThan(0);
    await expectProblem(stopped, 429, "RATE_LIMITED");
    // Gate staff without the permission are refused for that reason, and not for another's haste.
    await expectProblem(await search({ cookie }), 403, "FORBIDDEN");
    expect((await call("POST /api/gate/preview", mine, { headers: bearer(mine) })).status).toBe(200);
  });
});
