import { existsSync } from "node:fs";

// Imported before anything else: React, Next and next-auth read these as they are loaded. The caller's own values win over
// .env, and `npm run dev` is the only thing that is not production.
if (existsSync(".env")) process.loadEnvFile(".env");
const isDevelopment = process.argv.includes("--dev");
Object.assign(process.env, {
  NODE_ENV: isDevelopment ? "development" : "production",
  NEXT_TELEMETRY_DISABLED: "1",
  NEXT_MANUAL_SIG_HANDLE: "true",
});

// A library's deprecations are for us to read in development, not for whoever runs the product.
process.noDeprecation = !isDevelopment;
