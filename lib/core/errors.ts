/**
 * What went wrong, as a value the caller can act on. Domain code throws these; only the doors in lib/entry turn them
 * into HTTP answers or action results.
 */

/** Every code the product can answer with, and the HTTP status it has. The code is stable: clients match on it. */
export const ERROR_STATUS = {
  VALIDATION_FAILED: 400,
  UNAUTHENTICATED: 401,
  INVALID_CREDENTIALS: 401,
  FORBIDDEN: 403,
  ORGANIZATION_SUSPENDED: 403,
  DEVICE_REVOKED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  EMAIL_ON_ITS_WAY: 409,
  SLUG_TAKEN: 409,
  WRONG_STATE: 409,
  LAST_ADMINISTRATOR: 409,
  LIMIT_EXCEEDED: 409,
  IN_USE: 409,
  LAST_ONE: 409,
  PREVIEW_EXPIRED: 409,
  PREVIEW_STALE: 409,
  SCAN_ID_REUSED: 409,
  NOT_LAST_ADMISSION: 409,
  UNDO_TOO_LATE: 409,
  TOO_MANY_DEVICES: 409,
  IDEMPOTENCY_KEY_REUSED: 409,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  TOO_MUCH_WORK: 422,
  RATE_LIMITED: 429,
  SIGN_IN_SLOWED: 429,
  INTERNAL: 500,
  KEY_MISMATCH: 500,
  UNAVAILABLE: 503,
  BUSY: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** Field name → sentence. The empty name is the form as a whole. */
export type FieldErrors = Record<string, string>;

export type ErrorDetails = {
  fields?: FieldErrors;
  /** Seconds until it is worth trying again. */
  retryAfter?: number;
  /** The methods that an address takes, as the header Allow names them. */
  allow?: string;
  /** Facts for the sentence shown, e.g. how many places remain. Never personal data, never a secret. */
  facts?: Record<string, string | number>;
};

/** A refusal with a stable code. Its message is for our logs only and never reaches a browser. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(code, options);
    this.name = "AppError";
    this.code = code;
    this.details = details;
  }
}

/** What a server action answers. `values` gives a form back what was typed, secrets left out. */
export type ActionResult<T> =
  | { ok: true; data: T }
  | {
      ok: false;
      code: ErrorCode;
      text: string;
      fields?: FieldErrors;
      requestId: string;
      values: Record<string, string>;
    };
