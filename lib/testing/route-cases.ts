import { newId } from "@/lib/core/ids";
import type { Populated } from "./populated";

type Door = "session" | "api-key";

export type RouteCase = {
  doors: readonly Door[];
  /** Path parameters and body (or query) of a call that names this organization's rows. */
  call: (named: Populated) => { params?: Record<string, string>; sent: Record<string, unknown> };
  /** What is answered when a caller of one organization names another's rows. */
  across: number;
  headers?: Record<string, string>;
  /** The body, where it is a file: what is sent stands in the query then. */
  file?: string;
  /** Whether the body may say nothing. */
  isBodyOptional?: true;
};

const ofImport = ({ event, importId }: Populated) => ({ eventId: event.id, importId });

/** Every route handler of the API that a door stands before. */
export const ROUTE_CASES: Record<string, RouteCase> = {
  "POST /api/gate/preview": {
    doors: ["session", "api-key"],
    call: ({ event, deviceId }) => ({
      sent: { eventId: event.id, code: `U1:${"A".repeat(32)}`, device: { id: deviceId, label: "Phone" } },
    }),
    across: 404,
  },
  "POST /api/gate/confirm": {
    doors: ["session", "api-key"],
    call: ({ previewToken, deviceId }) => ({ sent: { previewToken, deviceId, scanId: newId() } }),
    across: 403,
  },
  "POST /api/gate/undo": {
    doors: ["session", "api-key"],
    call: ({ checkInId }) => ({ sent: { checkInId, undoId: newId(), reason: "Mistake" } }),
    across: 404,
  },
  "GET /api/gate/events": {
    doors: ["session", "api-key"],
    call: ({ tenant }) => ({ sent: { organization: tenant.slug } }),
    across: 403,
  },
  "POST /api/gate/search": {
    doors: ["session", "api-key"],
    call: ({ event }) => ({ sent: { eventId: event.id, q: "guest" } }),
    across: 404,
  },
  "GET /api/gate/counts": {
    doors: ["session", "api-key"],
    call: ({ event }) => ({ sent: { eventId: event.id } }),
    across: 404,
  },
  "POST /api/v1/events/[eventId]/imports": {
    doors: ["session", "api-key"],
    call: ({ event }) => ({ params: { eventId: event.id }, sent: {} }),
    across: 404,
    headers: { "content-type": "text/csv" },
    file: "name,email\nGuest,guest@example.com\n",
  },
  "GET /api/v1/events/[eventId]/imports/[importId]": {
    doors: ["api-key"],
    call: (named) => ({ params: ofImport(named), sent: {} }),
    across: 404,
  },
  "POST /api/v1/events/[eventId]/imports/[importId]/commit": {
    doors: ["api-key"],
    call: (named) => ({ params: ofImport(named), sent: {} }),
    across: 404,
    isBodyOptional: true,
  },
  "GET /api/v1/events/[eventId]/imports/[importId]/refused.csv": {
    doors: ["session", "api-key"],
    call: (named) => ({ params: ofImport(named), sent: {} }),
    across: 404,
  },
  "GET /api/v1/events/[eventId]/door": {
    doors: ["session", "api-key"],
    call: ({ event, tenant }) => ({ params: { eventId: event.id }, sent: { organization: tenant.slug } }),
    across: 403,
  },
  "GET /api/v1/exports/[exportId]": {
    doors: ["session", "api-key"],
    call: ({ exportId, tenant }) => ({ params: { exportId }, sent: { organization: tenant.slug } }),
    across: 403,
  },
  "POST /api/v1/events/[eventId]/tickets": {
    doors: ["api-key"],
    call: ({ event }) => ({
      params: { eventId: event.id },
      sent: { tickets: [{ name: "Guest", email: "guest@example.com" }] },
    }),
    across: 404,
    headers: { "idempotency-key": "a-key" },
  },
};

/** Route handlers without a door of ours, and why. */
export const DOORLESS: Record<string, string> = {
  "GET /api/auth/[...nextauth]": "next-auth's own: it is how one signs in, and speaks its own protocol",
  "POST /api/auth/[...nextauth]": "next-auth's own: it is how one signs in, and guards itself with its CSRF token",
  "POST /api/health/echo": "gives back what it is sent, for the benchmark to measure beside; reads nothing else",
  "GET /api/health/live": "says that the process answers, nothing else",
  "GET /api/health/ready": "for load balancers: names checks and counts, no organization's data",
};

type Sending = { sent?: unknown; params?: Record<string, string>; headers?: Record<string, string>; file?: string };
type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

/** Calls a handler as Next would; what is no string is sent as JSON, and beside a file in the query. */
export async function callRoute(
  name: string,
  handler: unknown,
  { sent = {}, params = {}, headers = {}, file }: Sending,
): Promise<Response> {
  const [method = "GET", address = ""] = name.split(" ");
  const url = new URL(
    address.replace(/\[(\w+)\]/g, (_whole, key: string) => params[key] ?? ""),
    "http://usher.test",
  );
  if (method === "GET" || file !== undefined)
    for (const [key, value] of Object.entries(sent as Record<string, string>)) url.searchParams.set(key, value);
  const json = typeof sent === "string" ? sent : JSON.stringify(sent);
  const body = method === "GET" ? undefined : (file ?? json);
  const request = new Request(url, { method, body, headers: { "content-type": "application/json", ...headers } });
  return (handler as Handler)(request, { params: Promise.resolve(params) });
}
