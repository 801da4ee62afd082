/** Why work stopped whose starter lost the permission for it on the way. */
export const STARTER_MAY_NOT_TEXT = "Whoever started this may no longer do it. What was done stays.";
