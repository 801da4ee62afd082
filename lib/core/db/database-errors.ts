import "server-only";

/**
 * The SQLSTATE of a database error, from pg itself or through Prisma; null for anything else. Told by shape, not by class:
 * Next loads several copies of a module, and the client may come from another one than its caller.
 */
export function sqlState(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error.name === "PrismaClientKnownRequestError") {
    const { code, meta } = error as Error & {
      code?: string;
      meta?: { driverAdapterError?: { cause?: { originalCode?: string } } };
    };
    if (code === "P2002") return "23505";
    return meta?.driverAdapterError?.cause?.originalCode ?? null;
  }
  const code = "code" in error ? error.code : null;
  return "severity" in error && typeof code === "string" ? code : null;
}

/** Whether two writers met at a unique key. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === "23505";
}
