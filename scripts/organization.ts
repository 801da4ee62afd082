import "./start/environment";
import { database } from "@/lib/core/db/database";
import { origin } from "@/lib/core/env";
import { errorText } from "@/lib/core/error-texts";
import { createOrganization } from "@/lib/entry/people";
import { toAppError } from "@/lib/entry/pipeline";

const USAGE = `Usage: npm run organization -- <short-name> "<name>" "<your name>" <your email> [time zone] [currency]

Makes an organization with its first administrator, and prints a password to sign in with.`;

async function main([slug, name, person, email, timeZone, currency]: string[]): Promise<void> {
  if (!slug || !name || !person || !email) throw new Error(USAGE);
  process.env.LOG_LEVEL ||= "warn";
  const settings = { ...(timeZone ? { timeZone } : {}), ...(currency ? { currency } : {}) };
  try {
    const login = await createOrganization(
      { slug, name, ...settings },
      { name: person, email: email.trim().toLowerCase() },
    );
    console.log(`\n${name} is at ${origin()}/o/${slug}\n\n  ${login.email}   ${login.password}\n`);
  } catch (error) {
    const { code, details } = toAppError(error);
    const fields = Object.entries(details.fields ?? {}).map(([field, sentence]) => `\n  ${field}: ${sentence}`);
    throw new Error(
      code === "SLUG_TAKEN" ? `The short name "${slug}" is taken.` : errorText(code, details) + fields.join(""),
    );
  } finally {
    await database().close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
