import { z } from "zod";
import { jsonResponse, readJson } from "@/lib/entry/http";

const input = z.strictObject({ text: z.string().max(1000) });

/** The least a POST route can do, outside the proxy: what `npm run bench` measures the gate beside. */
export async function POST(request: Request): Promise<Response> {
  const parsed = input.safeParse(await readJson(request, 4096).catch(() => null));
  return jsonResponse({ text: parsed.data?.text ?? null }, parsed.success ? 200 : 400);
}
