import "server-only";
import type { ZodError, z } from "zod";
import { AppError, type FieldErrors } from "@/lib/core/errors";

/** NUL, which PostgreSQL's texts cannot hold, and halves of a surrogate pair, which its JSON cannot. */
const UNKEEPABLE = /[\0\p{Surrogate}]/u;
const UNKEEPABLE_TEXT = "This holds a character that cannot be kept. Type it again.";

/**
 * What came in, in the form its schema says. The only place whose complaint is the sender's fault: it throws VALIDATION_FAILED
 * with a sentence for each field. A ZodError from anywhere behind the door is ours.
 */
export function parseInput<Input>(schema: z.ZodType<Input>, sent: unknown): Input {
  const fields = unkeepable(sent);
  if (Object.keys(fields).length > 0) throw new AppError("VALIDATION_FAILED", { fields });
  const parsed = schema.safeParse(sent);
  if (!parsed.success)
    throw new AppError("VALIDATION_FAILED", { fields: fieldErrors(parsed.error) }, { cause: parsed.error });
  return parsed.data;
}

/** Whether a text can be kept. One that cannot must not reach a statement: PostgreSQL refuses it and writes it into its log. */
export function isKeepable(text: string): boolean {
  return !UNKEEPABLE.test(text);
}

/** Values that one input may hold; five hundred tickets have three thousand. */
const MOST_VALUES = 10_000;

/** Every text, however deep, that the database could not hold. By a list, not by recursion: a stranger chooses the depth. */
function unkeepable(sent: unknown): FieldErrors {
  const fields: FieldErrors = {};
  let values = 0;
  const waiting: { path: string; value: unknown }[] = [{ path: "", value: sent }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, value } = next;
    if (typeof value === "string" && !isKeepable(value)) fields[path] = UNKEEPABLE_TEXT;
    else if (isContainer(value)) {
      const names = Object.keys(value);
      values += names.length;
      if (values > MOST_VALUES) return { "": "This holds more than is taken at once." };
      for (const [name, inner] of Object.entries(value)) {
        const innerPath = path === "" ? name : `${path}.${name}`;
        if (!isKeepable(name)) fields[path] = UNKEEPABLE_TEXT;
        else waiting.push({ path: innerPath.slice(0, 80), value: inner });
      }
    }
  }
  return fields;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value);
}

/** Fields that an answer speaks of at most: who sent more wrong ones learns nothing from the rest. */
const MOST_FIELDS = 500;

/** A zod error as sentences by field; the first of each field counts. Nothing that was sent is echoed. */
function fieldErrors(error: ZodError): FieldErrors {
  const fields: FieldErrors = {};
  for (const issue of error.issues.slice(0, MOST_FIELDS)) {
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys.slice(0, MOST_FIELDS))
        fields[[...issue.path, key].join(".").slice(0, 80)] ??= "This field is not known.";
    } else fields[issue.path.join(".")] ??= issue.message;
  }
  return fields;
}
