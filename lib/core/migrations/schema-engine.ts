import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import type * as EngineModule from "@prisma/schema-engine-wasm/schema_engine_bg";

const MODULE = "@prisma/schema-engine-wasm/schema_engine_bg";

let loading: Promise<typeof EngineModule> | undefined;

/** Runs one task with Prisma's schema engine over a connection factory; throws what the engine throws, with its messages. */
export async function withSchemaEngine<T>(
  factory: SqlMigrationAwareDriverAdapterFactory,
  task: (engine: EngineModule.SchemaEngine) => Promise<T>,
): Promise<T> {
  loading ??= load();
  const { SchemaEngine } = await loading;
  const bound = bindMigrationAwareSqlAdapterFactory(factory);
  // The engine's own log repeats what it returns and throws.
  const engine = await SchemaEngine.new({ datamodels: undefined }, () => undefined, bound);
  try {
    return await task(engine);
  } finally {
    engine.free();
  }
}

/** The package's entry imports its .wasm as a module, which Node 20 cannot do: here it is put together by hand. */
async function load(): Promise<typeof EngineModule> {
  const file = createRequire(import.meta.url).resolve(MODULE);
  const glue = (await import(pathToFileURL(file).href)) as typeof EngineModule;
  const wasm = await readFile(path.join(path.dirname(file), "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": importsOf(glue) });
  glue.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === "function") start();
  return glue;
}

/** The engine never clears the ten-second limit it sets on waiting for its lock; that timer must not keep a finished process alive. */
function importsOf(glue: typeof EngineModule): WebAssembly.ModuleImports {
  const imports: WebAssembly.ModuleImports = { ...(glue as unknown as WebAssembly.ModuleImports) };
  for (const [name, value] of Object.entries(imports)) {
    if (!name.startsWith("__wbg_setTimeout_") || typeof value !== "function") continue;
    imports[name] = (...args: unknown[]) => {
      const timer: unknown = value(...args);
      if (typeof timer === "object" && timer !== null && "unref" in timer && typeof timer.unref === "function")
        timer.unref();
      return timer;
    };
  }
  return imports;
}
