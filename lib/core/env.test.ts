import { describe, expect, it } from "vitest";
import { parseEnv } from "./env";

const KEY = `k1:${"A".repeat(43)}=`;

describe("a setting that cannot work stops the start with a sentence that names it", () => {
  it.each([
    ["DATABASE_URL", "mysql://hunter2@db/usher"],
    ["DATABASE_URL", "postgres://usher:hunter2@db:port/usher"],
    ["DATABASE_GATE_URL", "hunter2"],
    ["DATABASE_SYSTEM_URL", "mysql://hunter2@db/usher"],
    ["USHER_OWNER_URL", "postgres://usher:hunter2@db/usher"],
    ["DATABASE_POOL", "1"],
    ["DATABASE_POOL", "201"],
    ["DATABASE_POOL", "twenty"],
    ["DATABASE_POOL", "2.5"],
    ["USHER_ORIGIN", "tickets.example.org"],
    ["USHER_ORIGIN", "ftp://tickets.example.org"],
    ["USHER_ORIGIN", "https://tickets.example.org/usher"],
    ["USHER_ORIGIN", "https://tickets.example.org/?hunter2"],
    ["USHER_ORIGIN", "https://user:hunter2@tickets.example.org"],
    ["USHER_KEYS", "hunter2"],
    ["USHER_KEYS", `${KEY},hunter2`],
    ["USHER_KEYS", `k1:${"A".repeat(40)}`],
    ["USHER_KEYS", `${KEY},${KEY}`],
    ["USHER_TRUSTED_PROXIES", "proxy.example.org"],
    ["USHER_TRUSTED_PROXIES", "10.0.0.0/33"],
    ["USHER_TRUSTED_PROXIES", "10.0.0.0/8,fd00::/129"],
    ["USHER_TRUSTED_PROXIES", "10.0.0.0/8/8"],
    ["PORT", "0"],
    ["PORT", "65536"],
    ["PORT", "http"],
    ["PORT", "80.5"],
    ["HOST", "http://localhost"],
    ["HOST", "localhost:3000"],
    ["HOST", "two words"],
    ["HOST", "999.1.1.1"],
    ["WORKER", "sometimes"],
    ["SMTP_URL", "http://hunter2@mail.example.org"],
    ["SMTP_URL", "smtp://"],
    ["SMTP_URL", "smtp:mail.example.org"],
    ["SMTP_URL", "smtp://user:hunter2@:587"],
    ["SMTP_URL", "smtp://mail.example.org:99999"],
    ["SMTP_URL", "smtp://user:hunter%zz@mail.example.org"],
    ["MAIL_FROM", "notanaddress"],
    ["MAIL_FROM", "Tickets <notanaddress>"],
    ["MAIL_FROM", "Tickets <tickets@example.org"],
    ["MAIL_FROM", "a@example.org, b@example.org"],
    ["MAIL_FROM", "tickets@example.org\r\nBcc: x@example.org"],
    ["REDIS_URL", "http://localhost"],
    ["REDIS_URL", "redis://"],
    ["UPSTASH_REDIS_REST_URL", "localhost"],
    ["LOG_LEVEL", "loud"],
  ])("%s=%s", (name, value) => {
    const read = () => parseEnv({ [name]: value });
    expect(read).toThrow(new RegExp(`\\n  ${name}: must `));
    // Whatever it was, it may have been a secret.
    expect(read).not.toThrow("hunter2");
  });

  it("UPSTASH_REDIS_REST_URL without its token", () => {
    expect(() => parseEnv({ UPSTASH_REDIS_REST_URL: "https://cache.example.org" })).toThrow(
      /UPSTASH_REDIS_REST_TOKEN: must be set/,
    );
  });

  it("one of the three logins without the others", () => {
    const url = "postgres://usher:hunter2@db/usher";
    const both = () => parseEnv({ DATABASE_URL: url, DATABASE_GATE_URL: url });
    expect(both).toThrow(/\n {2}DATABASE_SYSTEM_URL: must be set/);
    expect(both).not.toThrow("DATABASE_GATE_URL:");
    expect(() => parseEnv({ DATABASE_SYSTEM_URL: url })).toThrow(/DATABASE_URL: must .*\n {2}DATABASE_GATE_URL: must /);
  });

  it("names every wrong one at once", () => {
    expect(() => parseEnv({ PORT: "0", MAIL_FROM: "nobody" })).toThrow(/PORT: must .*\n {2}MAIL_FROM: must /);
  });
});

describe("a setting that works", () => {
  it.each([
    ["USHER_ORIGIN", "https://Tickets.example.org/", "https://tickets.example.org"],
    ["USHER_ORIGIN", "http://localhost:3000", "http://localhost:3000"],
    ["HOST", "0.0.0.0", "0.0.0.0"],
    ["HOST", "::1", "::1"],
    ["HOST", "app-1.internal", "app-1.internal"],
    ["PORT", "65535", 65_535],
    ["SMTP_URL", "smtps://user:p%40ss@mail.example.org:465", "smtps://user:p%40ss@mail.example.org:465"],
    ["SMTP_URL", "smtp://127.0.0.1:2525", "smtp://127.0.0.1:2525"],
    ["MAIL_FROM", "tickets@example.org", "tickets@example.org"],
    ["MAIL_FROM", "The Hall, Tickets <tickets@localhost>", "The Hall, Tickets <tickets@localhost>"],
    ["DATABASE_URL", "postgres:///usher?host=/run/postgresql", "postgres:///usher?host=/run/postgresql"],
    ["USHER_TRUSTED_PROXIES", "10.0.0.0/8, ::1,fd00::/8", "10.0.0.0/8, ::1,fd00::/8"],
  ])("%s=%s", (name, value, read) => {
    expect(parseEnv({ [name]: value })).toMatchObject({ [name]: read });
  });

  it("and is empty, is as if it were not set", () => {
    const names = ["PORT", "HOST", "WORKER", "MAIL_FROM", "DATABASE_POOL", "USHER_DATA_DIR", "LOG_LEVEL", "SMTP_URL"];
    expect(parseEnv(Object.fromEntries(names.map((name) => [name, ""])))).toEqual(parseEnv({}));
  });
});
