import { readFile } from "node:fs/promises";
import { expect, inject, it } from "vitest";
import { useOwner } from "@/lib/testing/owner";
import { useWorld } from "@/lib/testing/world";

const world = useWorld();
const owner = useOwner(world);

it("the embedded database's log holds nothing of what a refused statement was given", async () => {
  const { logFile } = inject("testServer");
  const person = "mia.unique.marker@example.com";
  const refused = [
    owner.rows("SELECT * FROM users WHERE email = $1", [`${person}\0`]),
    owner.rows("SELECT $1::text::uuid", [person]),
    owner.rows(`SELECT '${person}'::uuid`),
    owner.rows(
      "INSERT INTO users (id, name, email, created_at) SELECT gen_random_uuid(), 'Mia', $1, now() FROM generate_series(1, 2)",
      [person],
    ),
  ];
  for (const one of await Promise.allSettled(refused)) expect(one.status).toBe("rejected");
  // A server of somebody else's keeps its log to itself.
  const log = logFile === null ? "" : await readFile(logFile, "utf8");
  expect(log).not.toContain("mia.unique.marker");
});
