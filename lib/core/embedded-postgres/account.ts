import { type ExecFileException, execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { promisify } from "node:util";

/** The user the server runs as when this process is root, which PostgreSQL refuses to be. */
export interface ServerAccount {
  name: string;
  uid: number;
  gid: number;
}

const CANDIDATES = ["postgres", "nobody", "daemon"];

/** Chooses the user for the server: null (this process's own) unless it is root; throws when root finds no other user. */
export async function chooseServerAccount(clusterDirectory: string): Promise<ServerAccount | null> {
  if (process.getuid?.() !== 0) return null;
  // A cluster that exists belongs to somebody already, and only its owner can start it.
  const owner = await stat(clusterDirectory).catch(() => null);
  if (owner && owner.uid !== 0) return { name: await nameOf(owner.uid), uid: owner.uid, gid: owner.gid };
  for (const name of CANDIDATES) {
    const uid = await idOf("-u", name);
    const gid = await idOf("-g", name);
    if (uid !== null && uid !== 0 && gid !== null) return { name, uid, gid };
  }
  throw new Error(
    `PostgreSQL does not run as root, and none of the users ${CANDIDATES.join(", ")} exists to run it as. Start as an ordinary user, or set DATABASE_URL.`,
  );
}

/** The settings every PostgreSQL program is started with: its user, a directory that user can enter, and nothing of the caller's locale or PG* variables. */
export function programOptions(account: ServerAccount | null) {
  return {
    cwd: "/",
    // Next declares NODE_ENV as a part of every environment; PostgreSQL does without.
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      LC_ALL: "C",
      TZ: "UTC",
    } as Partial<NodeJS.ProcessEnv> as NodeJS.ProcessEnv,
    ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
  };
}

/** Runs a program as the server's user and returns what it printed; throws with its own words when it fails. */
export async function runAs(account: ServerAccount | null, file: string, args: string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(file, args, programOptions(account));
    return stdout;
  } catch (error) {
    const { stderr, message } = error as ExecFileException & { stderr?: string };
    throw new Error(stderr?.trim() || message, { cause: error });
  }
}

/** Tells whether the server's user can enter a directory: a 0700 parent that belongs to someone else keeps it out. */
export async function canEnter(account: ServerAccount | null, directory: string): Promise<boolean> {
  return runAs(account, "/bin/sh", ["-c", 'cd "$1"', "sh", directory]).then(
    () => true,
    () => false,
  );
}

async function idOf(flag: "-u" | "-g", name: string): Promise<number | null> {
  try {
    const { stdout } = await promisify(execFile)("id", [flag, name]);
    const id = Number(stdout.trim());
    // macOS gives "nobody" the id -2 as an unsigned number, which spawn does not take.
    return Number.isInteger(id) && id >= 0 && id < 2 ** 31 ? id : null;
  } catch {
    return null;
  }
}

async function nameOf(uid: number): Promise<string> {
  return promisify(execFile)("id", ["-nu", String(uid)]).then(
    ({ stdout }) => stdout.trim(),
    () => `number ${uid}`,
  );
}
