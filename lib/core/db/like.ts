import "server-only";

/** A text for Prisma's `contains` that stands for itself: Prisma escapes neither of LIKE's two wildcards. */
export function literally(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
