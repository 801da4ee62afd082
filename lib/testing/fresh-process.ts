/** What the process keeps for itself stands in global slots of our name: each test file begins without the last one's. */
for (const slot of Object.getOwnPropertySymbols(globalThis))
  if (Symbol.keyFor(slot)?.startsWith("usher.")) Reflect.deleteProperty(globalThis, slot);
