import { z } from "zod";

/** `id:base64` pairs, the first of which is used for new things: `k2:…,k1:…`. */
const keyList = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .pipe(
    z
      .array(
        z
          .string()
          .regex(/^[a-z0-9-]{1,20}:[A-Za-z0-9+/=]{40,}$/, "must be a list of id:base64 with at least 32 bytes each")
          .transform((part) => ({ id: part.slice(0, part.indexOf(":")), secret: part.slice(part.indexOf(":") + 1) })),
      )
      .min(1),
  );

const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

const envSchema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  DATABASE_URL: optional(z.string().regex(/^postgres(ql)?:\/\//, "must start with postgres://")),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(20),
  USHER_DATA_DIR: z.string().min(1).default(".usher"),
  USHER_ORIGIN: optional(z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin)),
  USHER_KEYS: optional(keyList),
  USHER_TRUSTED_PROXIES: optional(z.string()),
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  WORKER: z.enum(["on", "off"]).default("on"),
  SMTP_URL: optional(z.string().regex(/^smtps?:\/\//, "must start with smtp:// or smtps://")),
  MAIL_FROM: z.string().min(3).default("Usher <tickets@localhost>"),
  REDIS_URL: optional(z.string().regex(/^rediss?:\/\//, "must start with redis://")),
  UPSTASH_REDIS_REST_URL: optional(z.url()),
  UPSTASH_REDIS_REST_TOKEN: optional(z.string().min(1)),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
});

export type Env = z.infer<typeof envSchema>;

/** Reads settings from `source`; throws an Error whose message names every wrong variable in a sentence, and never a value. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const parsed = envSchema.safeParse(source);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${String(issue.path[0])}: ${issue.message}`);
  throw new Error(`These settings are not usable (see .env.example):\n${lines.join("\n")}`);
}

const slot = Symbol.for("usher.env");
type Holder = { [slot]?: Env };

/** The settings of this process, read once. Throws as `parseEnv` does. */
export function env(): Env {
  const holder = globalThis as Holder;
  holder[slot] ??= parseEnv(process.env);
  return holder[slot];
}

/** Where this deployment lives; every link is built from it, never from a request's headers. */
export function origin(): string {
  return env().USHER_ORIGIN ?? `http://localhost:${env().PORT}`;
}
