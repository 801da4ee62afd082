import { config } from "zod/v4/core";

// The pages' content policy lets no text run as code. Told so before any schema is made, zod does not try it, and no breach is reported.
config({ jitless: true });
