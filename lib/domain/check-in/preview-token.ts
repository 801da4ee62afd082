import "server-only";
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { keyRing } from "@/lib/core/keys";
import { SCAN_METHODS } from "./schema";

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
  /** SHA-256 of the code that was read, in base64url; null when the number was typed. */
  codeHash: z.string().nullable(),
  /** Milliseconds since the epoch from which the token is refused. Not JWT's `exp`: a scan on record is answered even later. */
  expiresAt: z.int(),
});
export type PreviewClaims = z.infer<typeof claims>;

/** A token that stands for one preview: what was seen, by whom, until when. Signed with the current key; it holds no name and no code. */
export function signPreview(preview: PreviewClaims): Promise<string> {
  const keyId = keyRing().currentId;
  return new SignJWT(preview)
    .setProtectedHeader({ alg: "HS256", kid: keyId })
    .sign(keyRing().signingKey(keyId, "usher/preview/1"));
}

/** What a token stands for, expired or not. Throws VALIDATION_FAILED for one that this deployment did not sign. */
export async function readPreview(token: string): Promise<PreviewClaims> {
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => {
        if (!kid || !keyRing().has(kid)) throw new Error("unknown key");
        return keyRing().signingKey(kid, "usher/preview/1");
      },
      { algorithms: ["HS256"] },
    );
    return claims.parse(payload);
  } catch (error) {
    throw new AppError(
      "VALIDATION_FAILED",
      { fields: { previewToken: "This is not a preview token of this server." } },
      { cause: error },
    );
  }
}
