import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { KeyRing, setKeyRing } from "@/lib/core/keys";
import { deriveCheck, deriveSecrets, secretHashes, secretsForPrint, type TicketSecretSource } from "./codes";

const secret = Buffer.alloc(32, 7).toString("base64");
const source: TicketSecretSource = {
  tenantId: "019a9f3a-0000-7000-8000-000000000001",
  ticketId: "019a9f3a-1111-7000-8000-000000000002",
  generation: 1,
  keyId: "k1",
};

beforeAll(() =>
  setKeyRing(
    new KeyRing([
      { id: "k1", secret },
      { id: "k2", secret: randomBytes(32).toString("base64") },
    ]),
  ),
);

/** RFC 4648 base32, written down a second time. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? [])
    .map((five) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Number.parseInt(five, 2)])
    .join("");
}

describe("a ticket's secrets", () => {
  it("are HMACs under a key of their purpose, of the ticket's id and generation and of nothing else", () => {
    const message = Buffer.concat([Buffer.from(source.ticketId.replaceAll("-", ""), "hex"), Buffer.from([0, 0, 0, 1])]);
    const derived = (purpose: string) => {
      const key = Buffer.from(hkdfSync("sha256", Buffer.alloc(32, 7), source.tenantId, purpose, 32));
      return createHmac("sha256", key).update(message).digest();
    };
    expect(deriveSecrets(source)).toEqual({
      code: `U1:${base32(derived("usher/qr/1").subarray(0, 20))}`,
      link: base32(derived("usher/link/1").subarray(0, 20)),
      check: base32(derived("usher/check/1").subarray(0, 3)).slice(0, 4),
    });
  });

  it("stay what they are: tickets are on paper already", () => {
    expect(deriveSecrets(source)).toEqual({
      code: "U1:OHGUXDT7BY6YLTQICFEUUIL6CKLUHKBZ",
      link: "J2GMHNLHH764ZHXNRD723NXY6PAZZL2A",
      check: "5XCY",
    });
  });

  it("have a form that a QR code holds in few modules, and that nobody takes for the other", () => {
    const { code, link, check } = deriveSecrets(source);
    expect(code).toMatch(/^U1:[A-Z2-7]{32}$/);
    expect(link).toMatch(/^[A-Z2-7]{32}$/);
    expect(check).toMatch(/^[A-Z2-7]{4}$/);
    expect(code.slice(3)).not.toBe(link);
  });

  it("differ with each of what they are derived from, and are the same again for the same", () => {
    const others: Partial<TicketSecretSource>[] = [
      { generation: 2 },
      { generation: 256 },
      { ticketId: "019a9f3a-1111-7000-8000-000000000003" },
      { tenantId: "019a9f3a-0000-7000-8000-000000000002" },
      { keyId: "k2" },
    ];
    const all = [{}, ...others].map((change) => deriveSecrets({ ...source, ...change }));
    for (const part of ["code", "link"] as const)
      expect(new Set(all.map((secrets) => secrets[part])).size).toBe(all.length);
    expect(deriveSecrets({ ...source })).toEqual(all[0]);
    expect(deriveCheck(source)).toBe(all[0]?.check);
  });

  it("cannot be derived under a key that is not there", () => {
    expect(() => deriveSecrets({ ...source, keyId: "k9" })).toThrow('No key "k9"');
  });
});

describe("printing", () => {
  it("gives the secrets whose hashes are stored, and KEY_MISMATCH for any other", () => {
    const secrets = deriveSecrets(source);
    const stored = secretHashes(secrets);
    expect(secretsForPrint(source, stored)).toEqual(secrets);
    const other = secretHashes(deriveSecrets({ ...source, generation: 2 }));
    const mismatch = expect.objectContaining({ code: "KEY_MISMATCH" });
    expect(() => secretsForPrint(source, { ...stored, tokenHash: other.tokenHash })).toThrow(mismatch);
    expect(() => secretsForPrint(source, { ...stored, linkHash: other.linkHash })).toThrow(mismatch);
    expect(() => secretsForPrint({ ...source, keyId: "k2" }, stored)).toThrow(mismatch);
    expect(() => secretsForPrint({ ...source, keyId: "k9" }, stored)).toThrow(mismatch);
    expect(() => secretsForPrint(source, { tokenHash: new Uint8Array(), linkHash: stored.linkHash })).toThrow(mismatch);
  });
});
