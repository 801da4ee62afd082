import { basename, dirname } from "node:path";
import { isListed } from "./glob";
import {
  belowEntry,
  clientPackages,
  computedImports,
  coreImporters,
  driverImporters,
  erasedTypes,
  features,
  frameworkPackages,
  isomorphicPackages,
  publicNames,
  strata,
  systemDb,
  systemDbImporters,
  testingImporters,
  verbFolders,
} from "./law";
import type { RuleId, Violation } from "./rules";
import type { ImportSite, SourceFile } from "./source";
import { featureOf, isIsomorphic, isTest, resolveImport, stratumOf, type Tree } from "./tree";

type Verdict = { rule: RuleId; detail: string } | undefined;

/** Judges every import of a file; one import breaks at most one rule, the first that forbids it. */
export function judgeImports(tree: Tree, file: SourceFile): Violation[] {
  return file.imports.flatMap((site) => {
    const verdict = judgeSite(tree, file, site);
    return verdict ? [{ ...verdict, path: file.path, line: site.line }] : [];
  });
}

function judgeSite(tree: Tree, file: SourceFile, site: ImportSite): Verdict {
  if (site.specifier === null) {
    if (isListed(file.path, computedImports)) return undefined;
    return { rule: "unresolved-import", detail: "the import's target is computed" };
  }
  const target = resolveImport(tree.root, file.path, site.specifier);
  if (target.kind === "missing") return { rule: "unresolved-import", detail: `${site.specifier} is no file` };
  if (target.kind === "package") return judgePackage(file, target.name);
  if (!/\.[cm]?[jt]sx?$/.test(target.path) && !target.path.startsWith("prisma/")) return undefined;
  if (isClient(file)) return judgeClientTarget(tree, file, target.path);
  return (
    judgeStratum(file.path, target.path) ??
    judgeFeature(file.path, target.path) ??
    judgeIsomorphic(file.path, target.path, site) ??
    judgeSystemDb(file.path, target.path)
  );
}

/** A type counts as well: whoever names the type of a whole database is handed one. */
function judgeSystemDb(from: string, target: string): Verdict {
  const excused = [
    ...(systemDb.modules.includes(target) ? [systemDbImporters] : []),
    ...(systemDb.packages.includes(target) ? [driverImporters] : []),
  ];
  if (excused.every((list) => isListed(from, list))) return undefined;
  return { rule: "unsafe-system-db", detail: `${target} leads to connections that see every tenant` };
}

function isClient(file: SourceFile): boolean {
  return !isTest(file.path) && (file.directives.includes("use client") || stratumOf(file.path) === "components");
}

function judgePackage(file: SourceFile, name: string): Verdict {
  const stratum = stratumOf(file.path);
  if (stratum && belowEntry.includes(stratum) && isPackageOf(name, frameworkPackages)) {
    return { rule: "next-below-entry", detail: `${name} is imported` };
  }
  if (isClient(file) && !isPackageOf(name, [...clientPackages, ...isomorphicPackages])) {
    return { rule: "client-import", detail: `the package ${name} is not listed for the browser` };
  }
  if (isIsomorphic(file.path) && !isPackageOf(name, isomorphicPackages)) {
    return { rule: "isomorphic-import", detail: `the package ${name} is not listed` };
  }
  return judgeSystemDb(file.path, name);
}

function isPackageOf(name: string, list: readonly string[]): boolean {
  return list.some((entry) => name === entry || name.startsWith(`${entry}/`));
}

function judgeClientTarget(tree: Tree, file: SourceFile, target: string): Verdict {
  if (isIsomorphic(target) || stratumOf(target) === "components") return undefined;
  // A page's own client files share a folder with it and call its server actions.
  const directives = tree.files.get(target)?.directives ?? [];
  const isBoundary = directives.includes("use client") || directives.includes("use server");
  if (stratumOf(file.path) === "app" && stratumOf(target) === "app" && isBoundary) return undefined;
  return { rule: "client-import", detail: `${target} is not for the browser` };
}

function judgeStratum(from: string, target: string): Verdict {
  const source = stratumOf(from);
  const destination = stratumOf(target);
  if (!source) return undefined;
  const refusal: Verdict = { rule: "stratum", detail: `${source} may not import ${target}` };
  if (!destination) return refusal;
  if (destination === "testing") {
    if (isTest(from) || isListed(from, testingImporters)) return undefined;
    return { rule: "testing-import", detail: `${target} is imported` };
  }
  if (destination === "core" && isListed(from, coreImporters)) return undefined;
  const reach = strata[source].imports[destination];
  if (!reach) return refusal;
  if (reach === "all" || isIsomorphic(target)) return undefined;
  if (reach === "isomorphic") return refusal;
  return isPublic(target) ? undefined : { rule: "feature-internals", detail: `${target} is private to its feature` };
}

function isPublic(path: string): boolean {
  const folder = basename(dirname(path));
  const stem = basename(path).replace(/\.tsx?$/, "");
  const isVerb = verbFolders.includes(folder) && publicNames.includes(folder) && !stem.includes(".");
  return isVerb || (featureOf(path) === folder && publicNames.includes(stem));
}

function judgeFeature(from: string, target: string): Verdict {
  const source = featureOf(from);
  const destination = featureOf(target);
  if (!source || !destination || source === destination) return undefined;
  const order: readonly string[] = features;
  // A folder missing from the order is reported once, for the folder.
  if (!order.includes(source) || !order.includes(destination)) return undefined;
  if (order.indexOf(destination) > order.indexOf(source)) {
    return { rule: "feature-order", detail: `${source} stands to the left of ${destination}` };
  }
  return isPublic(target) ? undefined : { rule: "feature-internals", detail: `${target} is private to ${destination}` };
}

function judgeIsomorphic(from: string, target: string, site: ImportSite): Verdict {
  if (!isIsomorphic(from) || isIsomorphic(target)) return undefined;
  if (site.isType && isListed(target, erasedTypes)) return undefined;
  return { rule: "isomorphic-import", detail: `${target} does not run in a browser` };
}
