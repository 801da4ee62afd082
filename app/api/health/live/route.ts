import { jsonResponse } from "@/lib/entry/http";

export const dynamic = "force-dynamic";

/** Whether the process answers at all; it asks nothing of anything else. */
export function GET(): Response {
  return jsonResponse({ status: "live" });
}
