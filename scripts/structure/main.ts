import { resolve } from "node:path";
import { describeViolation } from "./rules";
import { checkStructure } from "./structure";

const root = resolve(process.argv[2] ?? ".");
const { fileCount, violations, warnings } = checkStructure(root);

for (const warning of warnings) console.log(`warning: ${warning}`);
for (const violation of violations) console.log(describeViolation(violation));
console.log(`${fileCount} files read, ${violations.length} violations`);
process.exitCode = violations.length > 0 ? 1 : 0;
