import "server-only";
import { unsafeSystemQuery } from "./system";

/** Who is let in only after coming twice: `waitSeconds` after the first knock, and at most `lifeSeconds` after it. */
export type KnockRule = { name: string; waitSeconds: number; lifeSeconds: number };

/**
 * Takes a knock whose wait is over, or else puts one there. One statement, so that of several who come at once after the wait
 * exactly one is let in: they meet at the row, and the others find it gone. $1 key, $2 now, $3 the wait and $4 the life of a
 * knock; all in milliseconds. No row says that it was taken.
 */
const KNOCK = {
  name: "knock",
  sql: `WITH taken AS (
      DELETE FROM rate_limits WHERE key = $1 AND expire > $2::bigint AND expire <= $2::bigint + $4::bigint - $3::bigint
      RETURNING key
    )
    INSERT INTO rate_limits AS r (key, points, expire) SELECT $1, 1, $2::bigint + $4::bigint WHERE NOT EXISTS (SELECT FROM taken)
    ON CONFLICT (key) DO UPDATE SET
      points = CASE WHEN r.expire <= $2::bigint THEN 1 ELSE r.points + 1 END,
      expire = CASE WHEN r.expire <= $2::bigint THEN excluded.expire ELSE r.expire END
    RETURNING expire::text`,
};

/**
 * Seconds that whoever knocks at a place has still to wait; 0 lets in, once, and the knocking begins anew. Over all processes.
 */
export async function knock(rule: KnockRule, place: string): Promise<number> {
  const now = Date.now();
  const [waitMs, lifeMs] = [rule.waitSeconds * 1000, rule.lifeSeconds * 1000];
  const [kept] = await unsafeSystemQuery<{ expire: string }>(KNOCK, [`${rule.name}:${place}`, now, waitMs, lifeMs]);
  if (!kept) return 0;
  return Math.max(1, Math.ceil((Number(kept.expire) - lifeMs + waitMs - now) / 1000));
}
