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
    // The files of a worker share its modules, which take longer to load than most files take to run. What the process
    // keeps beside them is each file's own.
    isolate: false,
    setupFiles: ["lib/testing/fresh-process.ts"],
    // Each worker of the database tests keeps pools open on its databases; more of them gain nothing and use up connections.
    maxWorkers: 2,
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
        },
      },
    ],
  },
});
