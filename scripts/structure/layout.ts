import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isListed, matchesAny } from "./glob";
import {
  dumpEndings,
  dumpNames,
  extraFeatureFiles,
  featureFiles,
  features,
  featureTests,
  ignored,
  verbFolders,
} from "./law";
import type { RuleId, Violation } from "./rules";
import { stratumOf, type Tree } from "./tree";

/** Judges where files stand and what they are called. */
export function judgeLayout(tree: Tree): Violation[] {
  return [...tree.files.keys()].flatMap(judgeName).concat(judgeFeatures(tree.root));
}

function at(rule: RuleId, path: string, detail: string): Violation {
  return { rule, path, line: 1, detail };
}

function judgeName(path: string): Violation[] {
  if (!stratumOf(path)) return [at("unknown-place", path, "no stratum holds this file")];
  const parts = path.split("/").map((part) => part.split(".")[0] ?? "");
  const dump = parts.find((part) => dumpNames.includes(part) || dumpEndings.some((ending) => part.endsWith(ending)));
  return dump ? [at("dump-name", path, `"${dump}" says nothing about what is in it`)] : [];
}

function judgeFeatures(root: string): Violation[] {
  const domain = join(root, "lib/domain");
  if (!existsSync(domain)) return [];
  return readdirSync(domain, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => judgeFeature(root, entry.name));
}

function judgeFeature(root: string, feature: string): Violation[] {
  const folder = `lib/domain/${feature}`;
  const order: readonly string[] = features;
  if (!order.includes(feature)) return [at("feature-unknown", folder, `${feature} is not in the order of features`)];

  const paths = listFiles(root, folder).filter((path) => !isListed(path, ignored));
  // Git keeps no empty folders, so one without files is a leftover on this machine only.
  if (paths.length === 0) return [];
  const violations = paths
    .filter((path) => !isAllowedName(path.slice(folder.length + 1)) && !isListed(path, extraFeatureFiles))
    .map((path) => at("feature-file", path, "a name outside the closed list"));
  for (const name of verbFolders) {
    const isSplit = paths.some((path) => path.startsWith(`${folder}/${name}/`));
    if (isSplit && paths.includes(`${folder}/${name}.ts`)) {
      violations.push(
        at("feature-file", `${folder}/${name}.ts`, `stands beside the folder ${name}/; keep one of them`),
      );
    }
  }
  if (!paths.includes(`${folder}/README.md`))
    violations.push(at("feature-readme", folder, "the feature has no README.md"));
  return violations;
}

function isAllowedName(name: string): boolean {
  const verbFiles = verbFolders.map((folder) => `${folder}/*.ts`);
  return matchesAny(name, [...featureFiles, ...featureTests, ...verbFiles]);
}

function listFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? listFiles(root, path) : [path];
  });
}
