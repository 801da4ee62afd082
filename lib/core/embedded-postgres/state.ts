import { lstat, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { newPassword } from "../scram";
import { writeSecretFile } from "../secret-file";

const serverState = z.object({
  adminPassword: z.string(),
  ownerPassword: z.string(),
  /** Of the logins that serve. A file of a version that had none gets them at its next start. */
  loginPasswords: z.object({ tenant: z.string(), gate: z.string(), system: z.string() }).default(newLoginPasswords),
  port: z.number().int().nullable(),
  /** The settings of the last start: a running server that was started with others is restarted, not adopted. */
  settings: z.string(),
});

export type ServerState = z.infer<typeof serverState>;

/** Reads the passwords and the port of the cluster in `base`, making new passwords for a new one; throws when a cluster's file is lost or damaged. */
export async function loadState(base: string, cluster: string): Promise<ServerState> {
  const file = stateFile(base);
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  });
  if (text !== null) {
    try {
      return serverState.parse(JSON.parse(text));
    } catch (error) {
      throw new Error(
        `${file} is damaged. It holds the password of the database beside it; restore it from a backup.`,
        { cause: error },
      );
    }
  }
  if (await lstat(cluster).catch(() => null))
    throw new Error(
      `${file} is missing. It holds the password of the database in ${cluster}; restore it from a backup.`,
    );
  const state: ServerState = {
    adminPassword: newPassword(),
    ownerPassword: newPassword(),
    loginPasswords: newLoginPasswords(),
    port: null,
    settings: "",
  };
  await saveState(base, state);
  return state;
}

/** Writes the state so that a crash leaves either the old file or the new one; readable by its owner only. */
export function saveState(base: string, state: ServerState): Promise<void> {
  return writeSecretFile(stateFile(base), JSON.stringify(state));
}

function stateFile(base: string): string {
  return path.join(base, "credentials.json");
}

function newLoginPasswords() {
  return { tenant: newPassword(), gate: newPassword(), system: newPassword() };
}
