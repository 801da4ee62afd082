import { chown, lstat, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { runAs, type ServerAccount } from "./account";

interface ClusterPlan {
  bin: string;
  base: string;
  cluster: string;
  account: ServerAccount | null;
  adminPassword: string;
  isDurable: boolean;
}

/** Makes the cluster unless it exists; a process killed half-way leaves none, because the finished directory arrives by a rename. */
export async function ensureCluster(plan: ClusterPlan): Promise<void> {
  await removeDrafts(plan.base);
  if (await lstat(plan.cluster).catch(() => null)) return;

  const draft = path.join(plan.base, `draft-${process.pid}-${Date.now()}`);
  const passwordFile = `${draft}-password`;
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordFile, plan.adminPassword, { mode: 0o600, flag: "wx" });
    if (plan.account) {
      await chown(draft, plan.account.uid, plan.account.gid);
      await chown(passwordFile, plan.account.uid, plan.account.gid);
    }
    await runAs(plan.account, path.join(plan.bin, "initdb"), [
      `--pgdata=${draft}`,
      "--username=postgres",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      ...localeArguments(),
      ...(plan.isDurable ? [] : ["--no-sync"]),
    ]);
    await rename(draft, plan.cluster);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

/** Not every macOS has C.UTF-8; PostgreSQL's built-in locale of that name sorts and folds the same way. */
function localeArguments(): string[] {
  if (process.platform === "linux") return ["--locale=C.UTF-8"];
  return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
}

/** Clears what a killed start left. An initdb that outlived it may still be writing: its draft stays until the next start. */
async function removeDrafts(base: string): Promise<void> {
  const names = (await readdir(base)).filter((name) => name.startsWith("draft-"));
  await Promise.all(
    names.map((name) =>
      rm(path.join(base, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined),
    ),
  );
}
