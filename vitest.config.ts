import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("./", import.meta.url));
const outside = [...configDefaults.exclude, "e2e/**", ".next/**", ".usher/**", "scripts/structure/fixtures/**"];

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\//, replacement: root },
      { find: "server-only", replacement: `${root}lib/testing/server-only.ts` },
    ],
  },
  test: {
    // Sized for a machine with other work on it: they end a hang, they do not judge speed.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["**/*.test.{ts,tsx}"], exclude: [...outside, "**/*.db.test.ts"] },
      },
      {
        extends: true,
        test: {
          name: "db",
          include: ["**/*.db.test.ts"],
          exclude: outside,
          globalSetup: ["lib/testing/global-setup.ts"],
          pool: "forks",
          // Each worker keeps pools open on its databases; more of them gain nothing and use up the connections.
          maxWorkers: 2,
        },
      },
    ],
  },
});
