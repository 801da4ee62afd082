import "server-only";

// What threads do for the doors: see lib/core/threads.ts.

/**
 * The field `file` of a form; null for one without it, "no form" for a body that is none. Taking a body apart that is made of
 * nothing but parts or headers takes half a second for 5 MB.
 */
export async function fileOfForm(input: {
  body: Uint8Array;
  contentType: string;
}): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> } | "no form" | null> {
  const headers = { "content-type": input.contentType };
  const form = await new Response(new Uint8Array(input.body), { headers }).formData().catch(() => null);
  if (!form) return "no form";
  const file = form.get("file");
  return file instanceof File ? { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) } : null;
}
