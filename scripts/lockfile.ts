import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

/**
 * npm writes only those optional platform packages into the lockfile that it could fetch where it ran, and `npm ci` then
 * refuses the lockfile on every system. This adds the missing ones; running it again changes nothing.
 */

type Entry = {
  version: string;
  resolved?: string;
  integrity?: string;
  cpu?: string[];
  libc?: string[];
  license?: string;
  optional?: boolean;
  dev?: boolean;
  os?: string[];
  engines?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};
type Lockfile = { packages: Record<string, Entry> };
type Platform = Pick<Entry, "os" | "cpu" | "libc">;

const systems = ["linux", "darwin", "win32", "freebsd", "android", "openharmony"];
const processors = ["x64", "arm64", "arm", "ia32", "ppc64", "riscv64", "s390x", "loong64", "mips64el", "wasm32"];

const path = "package-lock.json";
const lockfile = JSON.parse(readFileSync(path, "utf8")) as Lockfile;
const added = addMissing(lockfile.packages);
if (added.length > 0) {
  const { "": own, ...rest } = lockfile.packages;
  const sorted = Object.entries(rest).sort(([one], [other]) => one.localeCompare(other, "en"));
  const packages = { ...(own ? { "": own } : {}), ...Object.fromEntries(sorted) };
  writeFileSync(path, `${JSON.stringify({ ...lockfile, packages }, null, 2)}\n`);
}
for (const line of added) console.log(`added ${line}`);
console.log(`${added.length} optional packages added`);

function addMissing(packages: Record<string, Entry>): string[] {
  const lines: string[] = [];
  const parents = Object.keys(packages).sort((one, other) => one.length - other.length);
  for (const parent of parents) {
    for (const [name, range] of Object.entries(packages[parent]?.optionalDependencies ?? {})) {
      const places = placesFor(parent, name);
      if (places.some((place) => fits(packages[place], range))) continue;
      // As far up as is free, the way npm hoists.
      const place = places.findLast(
        (candidate, index) => !packages[candidate] && isFree(packages, places.slice(0, index)),
      );
      if (!place) throw new Error(`No place in ${path} for ${name}, an optional dependency of ${parent}.`);
      const entry = findEntry(name, range);
      packages[place] = packages[parent]?.dev ? { ...entry, dev: true } : entry;
      lines.push(`${place} ${entry.version}`);
    }
  }
  return lines;
}

/** Where Node looks for `name` from a package's folder, nearest first. */
function placesFor(parent: string, name: string): string[] {
  const places: string[] = [];
  for (let folder = parent; ; ) {
    places.push(`${folder ? `${folder}/` : ""}node_modules/${name}`);
    if (!folder) return places;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")));
  }
}

function isFree(packages: Record<string, Entry>, places: string[]): boolean {
  return places.every((place) => !packages[place]);
}

/** Platform packages are pinned exactly; for anything else npm has already chosen what fits. */
function fits(entry: Entry | undefined, range: string): boolean {
  return entry !== undefined && (!/^\d/.test(range) || entry.version === range);
}

function findEntry(name: string, range: string): Entry {
  const known = view(name, range);
  const version = known?.version ?? range;
  if (!/^\d/.test(version)) throw new Error(`The registry does not say which version of ${name} fits ${range}.`);
  return { ...(known ?? { version, ...platformOf(name) }), optional: true };
}

function view(name: string, range: string): Entry | undefined {
  const fields = ["version", "os", "cpu", "libc", "license", "engines", "dist.integrity"];
  try {
    const output = execFileSync("npm", ["view", `${name}@${range}`, ...fields, "--json"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const parsed: unknown = JSON.parse(output);
    const { "dist.integrity": integrity, ...entry } = (Array.isArray(parsed) ? parsed.at(-1) : parsed) as Entry & {
      "dist.integrity"?: string;
    };
    return entry.version ? { ...entry, ...(integrity ? { integrity } : {}) } : undefined;
  } catch {
    // A registry mirror may hold only this system's packages; the name then says what the rest would have.
    return undefined;
  }
}

function platformOf(name: string): Platform {
  const parts = name.split(/[/.-]/);
  const os = systems.filter((system) => parts.includes(system));
  const cpu = processors.filter((processor) => parts.includes(processor));
  const isLinux = os.includes("linux");
  return {
    ...(os.length > 0 ? { os } : {}),
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(isLinux && parts.some((part) => part.startsWith("musl")) ? { libc: ["musl"] } : {}),
    ...(isLinux && parts.some((part) => part.startsWith("gnu")) ? { libc: ["glibc"] } : {}),
  };
}
