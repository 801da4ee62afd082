import { z } from "zod";

const organizationSlug = z
  .string()
  .trim()
  .min(2)
  .max(60)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "Use letters, digits and single hyphens.");

export const tenantInput = z.strictObject({
  slug: organizationSlug,
  name: z.string().trim().min(1).max(120),
  locale: z.string().default("en"),
  /** ISO 4217. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default("USD"),
  timeZone: z.string().default("UTC"),
});
export type TenantInput = z.input<typeof tenantInput>;
