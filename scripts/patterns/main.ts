import { resolve } from "node:path";
import { keepKnown, readKnown } from "./judge";
import { judgeTree } from "./patterns";

const root = resolve(process.argv[2] ?? ".");
const memory = resolve("node_modules/.cache/usher/patterns.json");

const known = readKnown(memory);
const { count, complaints } = judgeTree(root, known);
keepKnown(memory, known);
for (const complaint of complaints) console.log(complaint);
console.log(`${count} patterns read, ${complaints.length} that an input can be made for which holds the process up`);
process.exitCode = complaints.length > 0 || count === 0 ? 1 : 0;
