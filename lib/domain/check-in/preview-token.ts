import "server-only";
import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { readSigned, signValue } from "@/lib/core/signed";
import { DIRECTIONS, SCAN_METHODS } from "./schema";

const claims = z.object({
  tenantId: z.uuid(),
  eventId: z.uuid(),
  gateVersion: z.int(),
  ticketId: z.uuid(),
  version: z.int(),
  codeGeneration: z.int(),
  deviceId: z.uuid(),
  /** `kind:id` of the session, device or key that asked for the preview. */
  principal: z.string(),
  gateId: z.uuid().nullable(),
  checkpointId: z.uuid().nullable(),
  method: z.enum(SCAN_METHODS),
  /** One signed before there was another way admits. */
  direction: z.enum(DIRECTIONS).default("in"),
  /** SHA-256 of the code that was read, in base64url; null when the number was typed. */
  codeHash: z.string().nullable(),
  /** Milliseconds since the epoch from which the token is refused. A scan on record is answered even later. */
  expiresAt: z.int(),
});
export type PreviewClaims = z.infer<typeof claims>;

/** A token that stands for one preview: what was seen, by whom, until when. Signed with the current key; it holds no name and no code. */
export function signPreview(preview: PreviewClaims): string {
  return signValue("usher/preview/1", preview);
}

/** What a token stands for, expired or not. Throws VALIDATION_FAILED for one that this deployment did not sign. */
export function readPreview(token: string): PreviewClaims {
  const preview = claims.safeParse(readSigned("usher/preview/1", token));
  if (preview.success) return preview.data;
  throw new AppError("VALIDATION_FAILED", { fields: { previewToken: "This is not a preview token of this server." } });
}
