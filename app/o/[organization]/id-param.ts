import { notFound } from "next/navigation";
import { z } from "zod";

const id = z.uuid();

/** An id out of an address; what is none leads to nothing, and never to the database, which would fail on it. */
export function idParam(text: string): string {
  const parsed = id.safeParse(text);
  return parsed.success ? parsed.data : notFound();
}
