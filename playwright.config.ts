import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const laptop = { viewport: { width: 1440, height: 900 } };

export default defineConfig({
  testDir: "e2e",
  outputDir: join(tmpdir(), "usher-browser-results"),
  // The specs make their world through the product's own commands, which are server modules.
  tsconfig: "tsconfig.node.json",
  globalSetup: "./e2e/global-setup.ts",
  forbidOnly: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
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
    { name: "processes", testMatch: "processes.spec.ts", dependencies: ["ready"] },
    {
      name: "phone",
      testMatch: ["pages.spec.ts", "gate.spec.ts", "gate-*.spec.ts"],
      dependencies: ["ready"],
      use: phone,
    },
    {
      name: "laptop",
      testMatch: "*.spec.ts",
      testIgnore: ["{ready,processes,secrets,firefox,gate}.spec.ts", "gate-*.spec.ts"],
      dependencies: ["ready"],
      use: laptop,
    },
    // A browser of another make looks in where there is one.
    ...(process.env.USHER_FIREFOX
      ? [{ name: "firefox", testMatch: "firefox.spec.ts", dependencies: ["ready"], use: laptop }]
      : []),
    { name: "secrets", testMatch: "secrets.spec.ts" },
  ],
});
