import { z } from "zod";

export const accountEmail = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email("Enter an email address like name@example.com."));

/** Length only, as NIST SP 800-63B and OWASP advise: no rules of composition. */
export const password = z.string().min(8, "Use 8 characters at least.").max(128, "Use 128 characters at most.");

export const signInInput = z.object({
  email: z.string().trim().toLowerCase().min(1).max(254),
  password: z.string().min(1).max(128),
});

/** Milliseconds a session lives at most, and without being used. */
export const SESSION_LIFE_MS = 7 * 24 * 3_600_000;
export const SESSION_IDLE_MS = 24 * 3_600_000;
/** Milliseconds between two notes of a session's use, so that a busy gate does not write at each scan. */
export const SESSION_TOUCH_MS = 5 * 60_000;
