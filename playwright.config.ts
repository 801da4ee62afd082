import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { LAPTOP, PHONE } from "./e2e/support/shown-page";

export default defineConfig({
  testDir: "e2e",
  outputDir: join(tmpdir(), "usher-browser-results"),
  // The specs make their world through the product's own commands, which are server modules.
  tsconfig: "tsconfig.node.json",
  globalSetup: "./e2e/global-setup.ts",
  forbidOnly: true,
  workers: 2,
  // Sized for a machine four times slower than ours with other work on it: they end a hang, they do not judge speed.
  timeout: 480_000,
  expect: { timeout: 40_000, toPass: { timeout: 160_000 } },
  reporter: "list",
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Asia/Manila",
    trace: "off",
    launchOptions: {
      executablePath: process.env.USHER_CHROMIUM || undefined,
      // A made-up camera whose picture holds no code, so that the gate behaves as on a device that has one.
      args: ["--use-fake-device-for-media-stream"],
    },
  },
  projects: [
    // What the run has given away is looked for once everything else is over, whether that went well or not.
    { name: "ready", testMatch: "ready.spec.ts", teardown: "secrets" },
    { name: "processes", testMatch: ["processes.spec.ts", "processes-*.spec.ts"], dependencies: ["ready"] },
    // Each page opens its own browser window, in the size it is mostly seen in.
    { name: "pages", testMatch: "pages.spec.ts", dependencies: ["ready"], fullyParallel: true },
    {
      name: "phone",
      testMatch: ["gate.spec.ts", "gate-*.spec.ts"],
      dependencies: ["ready"],
      use: PHONE,
    },
    {
      name: "laptop",
      testMatch: "*.spec.ts",
      testIgnore: ["{ready,processes,secrets,firefox,gate,pages}.spec.ts", "{gate,processes}-*.spec.ts"],
      dependencies: ["ready"],
      use: LAPTOP,
    },
    // A browser of another make looks in where there is one.
    ...(process.env.USHER_FIREFOX
      ? [{ name: "firefox", testMatch: "firefox.spec.ts", dependencies: ["ready"], use: LAPTOP }]
      : []),
    { name: "secrets", testMatch: "secrets.spec.ts" },
  ],
});
