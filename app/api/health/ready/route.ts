import { readiness } from "@/lib/entry/health";

export const dynamic = "force-dynamic";

export function GET(): Promise<Response> {
  return readiness();
}
