import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Native code, wasm, worker threads or module state of their own: loaded by Node, not bundled.
  serverExternalPackages: ["@node-rs/argon2", "@prisma/schema-engine-wasm", "ioredis", "nodemailer", "pg", "pg-boss", "pino", "rate-limiter-flexible"],
  // Our own server stands before this one and says who the peer is.
  experimental: { serverActions: { bodySizeLimit: "256kb" } },
};

export default config;
