type Module = Record<string, unknown>;
type Callable = (...args: unknown[]) => unknown;

/** Every function that features offer to the doors, by name; a name that two features use is an error, for a reader as well. */
export async function domainFunctions(): Promise<Map<string, Callable>> {
  // Vite finds the files itself, so that a new one cannot be forgotten in a list.
  const files = import.meta.glob<Module>([
    "/lib/domain/*/commands.ts",
    "/lib/domain/*/commands/*.ts",
    "/lib/domain/*/queries.ts",
    "/lib/domain/*/jobs.ts",
  ]);
  const found = new Map<string, Callable>();
  for (const [path, load] of Object.entries(files)) {
    for (const [name, value] of Object.entries(await load())) {
      if (typeof value !== "function") continue;
      if (found.has(name)) throw new Error(`${name} of ${path} has a namesake in another feature.`);
      found.set(name, value as Callable);
    }
  }
  return found;
}

/** Every route handler of the API, as `METHOD /api/…`. */
export async function routeHandlers(): Promise<Map<string, Callable>> {
  const found = new Map<string, Callable>();
  for (const [path, load] of Object.entries(import.meta.glob<Module>("/app/api/**/route.ts"))) {
    const address = path.replace(/^\/app/, "").replace(/\/route\.ts$/, "");
    for (const [name, value] of Object.entries(await load())) {
      if (typeof value === "function") found.set(`${name} ${address}`, value as Callable);
    }
  }
  return found;
}
