import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError } from "@/lib/core/errors";
import { parseInput } from "./input";

const schema = z.strictObject({ tickets: z.array(z.strictObject({ name: z.string() })).max(500) });

function fieldsOf(sent: unknown): Record<string, string> | undefined {
  try {
    parseInput(schema, sent);
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error.details.fields;
    throw error;
  }
}

describe("what came in", () => {
  it("is told field by field where it is wrong, and what cannot be kept", () => {
    expect(fieldsOf({ tickets: [{ name: "Ana" }] })).toBeUndefined();
    expect(fieldsOf({ tickets: [{ name: "Ana" }, {}], more: 1 })).toEqual({
      "tickets.1.name": expect.any(String),
      more: "This field is not known.",
    });
    expect(fieldsOf({ tickets: [{ name: "A\0na" }] })).toEqual({ "tickets.0.name": expect.stringContaining("kept") });
  });

  it("however much it is, is spoken of in few words", () => {
    const unknown = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`field${n}`, n]));
    expect(Object.keys(fieldsOf({ tickets: [], ...unknown }) ?? {})).toHaveLength(500);
    const nameless = Array.from({ length: 500 }, () => ({ a: 1, b: 2 }));
    expect(Object.keys(fieldsOf({ tickets: nameless }) ?? {}).length).toBeLessThanOrEqual(1000);
    expect(fieldsOf({ tickets: Array.from({ length: 9000 }, () => ({})) })).toEqual({ tickets: expect.any(String) });
    expect(fieldsOf({ tickets: Array.from({ length: 80_000 }, () => ({})) })).toEqual({ "": expect.any(String) });
  });
});
