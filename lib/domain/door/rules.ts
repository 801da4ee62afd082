import type { DoorGate, DoorMovement, DoorView } from "./schema";

/** Which way a verdict moves people. Every other one but UNDONE is a refusal. */
const MOVEMENT: Record<string, "in" | "out"> = { ADMITTED: "in", CHECKED_OUT: "out" };

/** Scans of one slot, gate and verdict. Times are ISO 8601. */
export type DoorCount = { slot: string; gateId: string | null; verdict: string; count: number; lastAt: string | null };

type Counts = {
  gates: readonly { id: string; name: string; isGone: boolean }[];
  /** Everything that was scanned. */
  scanned: readonly DoorCount[];
  /** Of that, what was taken back since, in the slot of what it took back. */
  undone: readonly DoorCount[];
};

/**
 * Adds counts up to what a door shows. What was undone is taken off its bar and its gate, and counted as undone; so in and
 * out over all bars, and over all gates, are the same sums.
 */
export function doorFigures(counts: Counts): Pick<DoorView, "movements" | "gates" | "refusals" | "undone"> {
  const movements = new Map<string, DoorMovement>();
  const gates = new Map<string | null, DoorGate>();
  for (const { id, name, isGone } of counts.gates) if (!isGone) gates.set(id, emptyGate(id, name));
  const refusals = new Map<string, number>();
  const names = new Map(counts.gates.map(({ id, name }) => [id, name]));

  const gateOf = (id: string | null): DoorGate => {
    const gate = gates.get(id) ?? emptyGate(id, id === null ? null : (names.get(id) ?? null));
    gates.set(id, gate);
    return gate;
  };
  const add = ({ slot, gateId, verdict }: DoorCount, count: number) => {
    const way = MOVEMENT[verdict];
    const gate = gateOf(gateId);
    if (!way) {
      gate.refused += count;
      refusals.set(verdict, (refusals.get(verdict) ?? 0) + count);
      return;
    }
    const at = new Date(slot).toISOString();
    const movement = movements.get(at) ?? { at, in: 0, out: 0 };
    movement[way] += count;
    gate[way === "in" ? "admitted" : "out"] += count;
    movements.set(at, movement);
  };

  for (const one of counts.scanned) {
    if (one.verdict === "UNDONE") continue;
    add(one, one.count);
    const gate = gateOf(one.gateId);
    const lastAt = one.lastAt && new Date(one.lastAt).toISOString();
    if (lastAt && (gate.lastAt === null || lastAt > gate.lastAt)) gate.lastAt = lastAt;
  }
  for (const one of counts.undone) add(one, -one.count);

  return {
    movements: [...movements.values()]
      .filter((movement) => movement.in > 0 || movement.out > 0)
      .sort((a, b) => (a.at < b.at ? -1 : 1)),
    gates: [...gates.values()],
    refusals: [...refusals]
      .map(([verdict, count]) => ({ verdict, count }))
      .sort((a, b) => b.count - a.count || (a.verdict < b.verdict ? -1 : 1)),
    undone: counts.undone.reduce((sum, { count }) => sum + count, 0),
  };
}

function emptyGate(id: string | null, name: string | null): DoorGate {
  return { id, name, admitted: 0, out: 0, refused: 0, lastAt: null };
}
