import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` types the whole tree, tests included; whoever only starts the product need not wait for that again.
  typescript: { ignoreBuildErrors: true },
  // Native code, wasm, worker threads or module state of their own: loaded by Node, not bundled.
  serverExternalPackages: [
    "@node-rs/argon2",
    "@prisma/schema-engine-wasm",
    "ioredis",
    "nodemailer",
    "pg",
    "pg-boss",
    "pino",
    "piscina",
    "rate-limiter-flexible",
  ],
  // A browser asks for it wherever it has not met the page's own icon yet.
  rewrites: async () => [{ source: "/favicon.ico", destination: "/icon.svg" }],
  // Our own server stands before this one and says who the peer is.
  experimental: { serverActions: { bodySizeLimit: "256kb" } },
};

export default config;
