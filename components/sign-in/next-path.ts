/**
 * Where to go after signing in: the path asked for if it is one of this site's own, else `fallback`. An address of another
 * site, in any of the disguises browsers accept (`//host`, `/\host`, a control character between), is not followed.
 */
export function nextPath(asked: string | undefined, fallback: string): string {
  if (!asked?.startsWith("/") || /[\\\p{Cc}]/u.test(asked)) return fallback;
  const base = "https://here.invalid";
  if (!URL.canParse(asked, base)) return fallback;
  const url = new URL(asked, base);
  if (url.origin !== base || url.pathname.startsWith("//") || url.pathname === "/sign-in") return fallback;
  return url.pathname + url.search + url.hash;
}
