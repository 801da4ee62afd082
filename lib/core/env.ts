import { isIP } from "node:net";
import { z } from "zod";

/** A setting left empty counts as not set: `PORT=` in a file must not listen on port 0, nor `HOST=` on every network. */
const unlessEmpty = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema);
const optional = <T extends z.ZodType>(schema: T) => unlessEmpty(schema.optional());

const wholeNumber = (from: number, to: number) => {
  const words = `must be a whole number from ${from} to ${to}`;
  return z.coerce.number(words).int(words).min(from, words).max(to, words);
};

const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, `must be one of: ${values.join(", ")}`);

/** An address with a host. What comes before the host may be a name and a password, written for a URL. */
function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { hostname, username, password } = new URL(text);
  try {
    decodeURIComponent(username + password);
  } catch {
    return false;
  }
  return hostname !== "";
}

/** `id:base64` pairs, the first of which is used for new things: `k2:…,k1:…`. */
const keyList = z.string().transform((text, check) => {
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => ({ id: part.slice(0, part.indexOf(":")), secret: part.slice(part.indexOf(":") + 1) }));
  const isKey = ({ id, secret }: { id: string; secret: string }) =>
    /^[a-z0-9-]{1,20}$/.test(id) && /^[A-Za-z0-9+/]+=*$/.test(secret) && Buffer.from(secret, "base64").length >= 32;
  if (parts.length === 0 || !parts.every(isKey))
    check.addIssue("must be a list of id:base64 with at least 32 bytes each; npm run keys makes one");
  else if (new Set(parts.map(({ id }) => id)).size < parts.length) check.addIssue("must name each key id once");
  return parts;
});

function isNetwork(text: string): boolean {
  const [address = "", bits, ...rest] = text.trim().split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

const networks = z
  .string()
  .refine(
    (text) => text.split(",").every((part) => part.trim() === "" || isNetwork(part)),
    "must be a list of addresses or ranges like 10.0.0.0/8",
  );

/** Digits and dots alone are an IPv4 address, or a mistyped one. */
const host = z
  .string()
  .refine(
    (text) => isIP(text) !== 0 || (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text) && !/^[\d.]+$/.test(text)),
    "must be an address or a name of this machine, such as 127.0.0.1 or 0.0.0.0, without a port",
  );

const originAddress = z
  .string()
  .refine((text) => {
    if (!/^https?:\/\//.test(text) || !isAddress(text)) return false;
    const url = new URL(text);
    return url.href === `${url.origin}/`;
  }, "must be an address without a path, such as https://tickets.example.org")
  .transform((text) => new URL(text).origin);

const sender = z
  .string()
  .regex(
    /^(?:[^<>\r\n]*<[^\s<>@,]+@[^\s<>@,]+>|[^\s<>@,]+@[^\s<>@,]+)$/,
    "must be an email address, such as Tickets <tickets@example.org>",
  );

const addressOf = (protocol: RegExp, words: string) =>
  z.string().refine((text) => protocol.test(text) && isAddress(text), words);

const databaseAddress = z
  .string()
  .refine(
    (text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text),
    "must be an address such as postgres://usher:password@localhost:5432/usher",
  );

const envSchema = z
  .object({
    NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
    DATABASE_URL: optional(databaseAddress),
    DATABASE_GATE_URL: optional(databaseAddress),
    DATABASE_SYSTEM_URL: optional(databaseAddress),
    USHER_OWNER_URL: unlessEmpty(z.undefined("must not be known to who serves; it is for npm run db:migrate alone")),
    DATABASE_POOL: unlessEmpty(wholeNumber(2, 200).default(10)),
    USHER_DATA_DIR: unlessEmpty(z.string().default(".usher")),
    USHER_ORIGIN: optional(originAddress),
    USHER_KEYS: optional(keyList),
    USHER_TRUSTED_PROXIES: optional(networks),
    PORT: unlessEmpty(wholeNumber(1, 65535).default(3000)),
    HOST: unlessEmpty(host.default("127.0.0.1")),
    WORKER: unlessEmpty(oneOf("on", "off").default("on")),
    SMTP_URL: optional(
      addressOf(
        /^smtps?:\/\//,
        "must start with smtp:// or smtps:// and name a host, such as smtps://mail.example.org:465",
      ),
    ),
    MAIL_FROM: unlessEmpty(sender.default("Usher <tickets@localhost>")),
    REDIS_URL: optional(addressOf(/^rediss?:\/\//, "must start with redis:// or rediss:// and name a host")),
    UPSTASH_REDIS_REST_URL: optional(addressOf(/^https?:\/\//, "must be an http address")),
    UPSTASH_REDIS_REST_TOKEN: optional(z.string()),
    LOG_LEVEL: unlessEmpty(oneOf("debug", "info", "warn", "error", "silent").default("info")),
  })
  .refine(({ UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token }) => !url || token, {
    path: ["UPSTASH_REDIS_REST_TOKEN"],
    error: "must be set when UPSTASH_REDIS_REST_URL is",
  })
  .superRefine((settings, check) => {
    // One without the others would leave it to chance which of them an owner's address is taken for.
    const names = ["DATABASE_URL", "DATABASE_GATE_URL", "DATABASE_SYSTEM_URL"] as const;
    if (!settings.DATABASE_GATE_URL && !settings.DATABASE_SYSTEM_URL) return;
    for (const name of names.filter((each) => !settings[each]))
      check.addIssue({ code: "custom", path: [name], message: "must be set when another of the three logins' is" });
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
