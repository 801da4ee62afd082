/** What a role is for, to who gives it. */
const ROLE_TEXT: Record<string, string> = {
  STAFF_SCANNER: "Scans and admits at the gate. Sees nothing else.",
  TENANT_ADMIN: "Runs events, tickets, emails and the team.",
};

/** One sentence on a role; none for a role of the organization's own. */
export function roleText(key: string): string | null {
  return Object.hasOwn(ROLE_TEXT, key) ? (ROLE_TEXT[key] ?? null) : null;
}
