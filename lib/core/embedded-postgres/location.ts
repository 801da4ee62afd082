import { createHash, randomBytes } from "node:crypto";
import { chmod, lstat, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { writeSecretFile } from "../secret-file";
import { canEnter, chooseServerAccount, type ServerAccount } from "./account";

const POINTER = "moved-to";

export interface Location {
  /** Where the cluster, its password file and its log are. */
  base: string;
  account: ServerAccount | null;
  note?: string;
}

/** Decides where the cluster lives and who runs it: in `dataDirectory`, or below /var/tmp when the server's user cannot enter it; throws when an existing cluster has become unreachable. */
export async function findLocation(dataDirectory: string): Promise<Location> {
  const moved = await readPointer(dataDirectory);
  if (moved !== null && (await isOurs(moved))) {
    const account = await chooseServerAccount(clusterDirectory(moved));
    if (account === null || (await canEnter(account, moved)))
      return { base: moved, account, note: movedNote(dataDirectory, moved, account) };
  }

  const account = await chooseServerAccount(clusterDirectory(dataDirectory));
  if (account === null || (await canEnter(account, dataDirectory))) return { base: dataDirectory, account };
  if (await lstat(clusterDirectory(dataDirectory)).catch(() => null)) {
    throw new Error(
      `The database in ${dataDirectory} belongs to the user "${account.name}", who can no longer enter that directory. Give the directories above it the permission "x" for others.`,
    );
  }
  const base = await moveAway(dataDirectory);
  return { base, account, note: movedNote(dataDirectory, base, account) };
}

/** Where an existing cluster of this data directory lives, without making anything. */
export async function findBase(dataDirectory: string): Promise<string> {
  const moved = await readPointer(dataDirectory);
  return moved !== null && (await isOurs(moved)) ? moved : dataDirectory;
}

/** The directory PostgreSQL itself owns. */
export function clusterDirectory(base: string): string {
  return path.join(base, "cluster");
}

async function readPointer(dataDirectory: string): Promise<string | null> {
  const text = await readFile(path.join(dataDirectory, POINTER), "utf8").catch(() => null);
  return text?.trim() || null;
}

/** /var/tmp is everybody's: only a directory of this user's that nobody else can write is taken for ours. */
async function isOurs(directory: string): Promise<boolean> {
  const found = await lstat(directory).catch(() => null);
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

async function moveAway(dataDirectory: string): Promise<string> {
  const hash = createHash("sha256").update(dataDirectory).digest("hex").slice(0, 12);
  // The random part makes the name unguessable beforehand, and a data directory that was deleted and made anew starts empty.
  const base = path.join("/var/tmp", `usher-${hash}-${randomBytes(4).toString("hex")}`);
  await mkdir(base, { mode: 0o700 });
  // Not by mkdir's mode, from which a strict umask would take the very bit that matters.
  await chmod(base, 0o711);
  await writeSecretFile(path.join(dataDirectory, POINTER), `${base}\n`);
  return base;
}

function movedNote(dataDirectory: string, base: string, account: ServerAccount | null): string {
  const who = account === null ? "the user" : `the user "${account.name}"`;
  return `PostgreSQL does not run as root, and ${who}, who runs it instead, cannot enter ${dataDirectory}: the database is in ${base}. To keep it elsewhere, start as an ordinary user or choose a data directory that everybody may enter.`;
}
