const patterns = new Map<string, RegExp>();

/** Whether a path matches a glob of `*`, `**` and `{a,b}`; brackets are literal, since route folders use them. */
export function matchesGlob(path: string, glob: string): boolean {
  let pattern = patterns.get(glob);
  if (!pattern) {
    pattern = new RegExp(`^${translate(glob)}$`);
    patterns.set(glob, pattern);
  }
  return pattern.test(path);
}

/** Whether a path matches any of the globs. */
export function matchesAny(path: string, globs: readonly string[]): boolean {
  return globs.some((glob) => matchesGlob(path, glob));
}

/** Whether a list of exceptions names the path. */
export function isListed(path: string, list: readonly { match: string }[]): boolean {
  return list.some((entry) => matchesGlob(path, entry.match));
}

function translate(glob: string): string {
  return glob.replace(/\*\*\/|\*\*|\*|\{[^{}]*\}|[.+?^$()|[\]\\]/g, (token) => {
    if (token === "**/") return "(?:.*/)?";
    if (token === "**") return ".*";
    if (token === "*") return "[^/]*";
    if (token.startsWith("{")) return `(?:${token.slice(1, -1).split(",").map(translate).join("|")})`;
    return `\\${token}`;
  });
}
