import { randomBytes } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { KeyRing, setKeyRing } from "./keys";
import { readSigned, signValue } from "./signed";

beforeAll(() => setKeyRing(new KeyRing([{ id: "t1", secret: randomBytes(32).toString("base64") }])));

it("a signed value is read as it was written, and for its own purpose only", () => {
  const text = signValue("usher/session/1", { sid: "one" });
  expect(readSigned("usher/session/1", text)).toEqual({ sid: "one" });
  expect(readSigned("usher/preview/1", text)).toBeNull();
});

it("has one spelling: what decodes to the same bytes is not the same value", () => {
  const text = signValue("usher/session/1", { sid: "one" });
  const last = text.at(-1) ?? "";
  const bytes = (signature: string) => Buffer.from(signature, "base64url");
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const signature = text.slice(text.lastIndexOf(".") + 1);
  const twins = [...alphabet]
    .filter((letter) => letter !== last)
    .map((letter) => signature.slice(0, -1) + letter)
    .filter((twin) => bytes(twin).equals(bytes(signature)));
  expect(twins).toHaveLength(3);
  const others = [...twins, `${signature}=`, `${signature}\n`, signature.replaceAll("-", "+").replaceAll("_", "/")];
  for (const other of others.filter((spelling) => spelling !== signature)) {
    expect(readSigned("usher/session/1", text.slice(0, -signature.length) + other), other).toBeNull();
  }
});
