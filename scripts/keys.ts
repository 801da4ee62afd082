import { generateKey } from "@/lib/core/keys";

// The id says when the key was made: ids must differ, and the newest stands first in USHER_KEYS.
const id = `k${new Date().toISOString().slice(0, 10).replaceAll("-", "")}`;
console.log(`USHER_KEYS=${generateKey(id)}`);
