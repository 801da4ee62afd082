import "server-only";

/**
 * Which of Prisma's models belong to whom. The tenant client refuses a model that is not named here, and a test compares
 * the list with the database's catalog.
 */
export const TENANT_MODELS: ReadonlySet<string> = new Set([
  "Role",
  "Member",
  "Grant",
  "ApiKey",
  "Event",
  "EventCounters",
  "TicketType",
  "Gate",
  "Checkpoint",
  "Ticket",
  "TicketCode",
  "Device",
  "Scan",
  "Message",
  "JobRequest",
  "AuditEntry",
  "IdempotentRun",
  "Invitation",
  "Run",
  "Import",
  "ImportRow",
  "Export",
  "ExportPart",
  "DoorSlot",
]);

/** Global rows a tenant may read as far as the policies let it; it never writes them. */
export const READABLE_GLOBAL_MODELS: ReadonlySet<string> = new Set(["User", "Tenant"]);
