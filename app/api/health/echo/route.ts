import { z } from "zod";

const input = z.strictObject({ text: z.string().max(1000) });

/** The least a POST route can do, outside the proxy: what `npm run bench` measures the gate beside. */
export async function POST(request: Request): Promise<Response> {
  const parsed = input.safeParse(await request.json().catch(() => null));
  return Response.json(parsed.success ? { text: parsed.data.text } : { text: null }, {
    status: parsed.success ? 200 : 400,
  });
}
