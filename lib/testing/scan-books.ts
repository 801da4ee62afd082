import type { ErrorCode } from "@/lib/core/errors";
import type { ConfirmResult } from "@/lib/domain/check-in/schema";

/** What a caller was told: the answer, or the code of the error. */
export type Told<T> = T | { refusal: ErrorCode };

export function isRefusal<T extends object>(answer: Told<T>): answer is { refusal: ErrorCode } {
  return "refusal" in answer;
}

/** An answer in one word, and what makes two answers of it the same. */
function gist(answer: Told<ConfirmResult>): string {
  if (isRefusal(answer)) return answer.refusal;
  return [answer.verdict, answer.checkInId, answer.admittedAt ?? answer.checkedOutAt].filter(Boolean).join(" ");
}

/**
 * What the repetitions of one scan id were told beside the one answer that counts. UNDONE follows a movement; PREVIEW_STALE, which
 * is on no record, may precede a refusal and never a movement.
 */
export function contradictions(answers: Told<ConfirmResult>[]): string[] {
  const told = [...new Set(answers.map(gist))];
  const hasMoved = told.some((answer) => /^(ADMITTED|CHECKED_OUT) /.test(answer));
  const besides = hasMoved ? "UNDONE" : "PREVIEW_STALE";
  const rest = told.filter((answer) => answer !== besides);
  return rest.length > 1 ? told : [];
}

/** The books: each statement finds what is wrong with them. */
export const BOOKS = {
  "a ticket is not where its last standing movement put it": `
    SELECT t.id FROM tickets t LEFT JOIN LATERAL (SELECT s.* FROM scans s WHERE s.ticket_id = t.id
      AND s.verdict IN ('ADMITTED', 'CHECKED_OUT') AND NOT EXISTS (SELECT FROM scans u WHERE u.undoes_id = s.id)
      ORDER BY s.at DESC LIMIT 1) m ON true
    WHERE t.checked_in_at IS DISTINCT FROM CASE m.verdict WHEN 'ADMITTED' THEN m.at END
      OR t.check_in_id IS DISTINCT FROM CASE m.verdict WHEN 'ADMITTED' THEN m.id END
      OR t.left_at IS DISTINCT FROM CASE m.verdict WHEN 'CHECKED_OUT' THEN m.at END`,
  "standing movements do not take turns, in and out, at rising times": `
    SELECT * FROM (SELECT s.id, s.verdict, s.at, lag(s.verdict, 1, 'CHECKED_OUT') OVER w AS before, lag(s.at) OVER w AS "atBefore"
      FROM scans s WHERE s.verdict IN ('ADMITTED', 'CHECKED_OUT') AND NOT EXISTS (SELECT FROM scans u WHERE u.undoes_id = s.id)
      WINDOW w AS (PARTITION BY s.ticket_id ORDER BY s.at)) m
    WHERE m.verdict = m.before OR m.at = m."atBefore"`,
  "the changes do not add up to the places": `
    SELECT * FROM (SELECT sum(inside_change) AS inside, sum(left_change) AS "left" FROM scans) s,
      (SELECT count(checked_in_at) AS inside, count(left_at) AS "left" FROM tickets) t
    WHERE (s.inside, s."left") IS DISTINCT FROM (t.inside, t."left")`,
  "an event's counters are not what its tickets and its state come to": `
    SELECT c.event_id, c.taken, t.active, c.next_number, t.last, c.capacity, e.cap, c.is_open, e.status FROM event_counters c
    JOIN events e ON e.tenant_id = c.tenant_id AND e.id = c.event_id
    CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE k.state IN ('valid', 'unpaid') AND k.deleted_at IS NULL) AS active,
      coalesce(max(k.number), 0) AS "last" FROM tickets k WHERE k.tenant_id = c.tenant_id AND k.event_id = c.event_id) t
    WHERE (c.taken, c.next_number, c.capacity, c.next_number, c.is_open) IS DISTINCT FROM
      (t.active, t."last" + 1, e.cap, e.next_number, e.status IN ('draft', 'published') AND e.deleted_at IS NULL)`,
  "an event has no counters": `
    SELECT id FROM events e WHERE NOT EXISTS (SELECT FROM event_counters c WHERE c.tenant_id = e.tenant_id AND c.event_id = e.id)`,
  "the people an event tells of are not those its tickets tell of": `
    SELECT c.event_id, p.*, t.* FROM event_counters c CROSS JOIN LATERAL event_people(c.tenant_id, c.event_id) p
    CROSS JOIN LATERAL (SELECT count(checked_in_at) AS inside, count(left_at) AS gone,
      count(checked_in_at) FILTER (WHERE is_dead) AS dead_inside, count(left_at) FILTER (WHERE is_dead) AS dead_gone
      FROM (SELECT k.*, k.state NOT IN ('valid', 'unpaid') OR k.deleted_at IS NOT NULL AS is_dead FROM tickets k
        WHERE k.tenant_id = c.tenant_id AND k.event_id = c.event_id) k) t
    WHERE (p.inside, p.gone, p.inside_no_longer, p.gone_no_longer) IS DISTINCT FROM (t.inside, t.gone, t.dead_inside, t.dead_gone)`,
  "two waited for each other": `
    SELECT deadlocks FROM pg_stat_database WHERE datname = current_database() AND deadlocks > 0`,
};
