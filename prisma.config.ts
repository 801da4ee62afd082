import { defineConfig } from "prisma/config";

// The CLI wants to download a native schema engine even for `generate`, which never starts it.
// Any executable satisfies the check, so `npm install` needs nothing but the registry.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: "prisma/schema.prisma", migrations: { path: "prisma/migrations" } });
