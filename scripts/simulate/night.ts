import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { base32nopad } from "@scure/base";
import type { Device, Reading } from "./device";
import type { Letter } from "./letters";

const PER_SECOND = 20;
const CUT_MS = 3000;

/** One code held before one device. `twin` numbers those that are held before two devices at the same moment. */
export type Turn = { kind: Kind; code: string; device: number; twin?: number };
export type Told = Turn & Reading;

/** Who comes to the door, and the answers they may be given. */
const KINDS = {
  guest: ["ADMITTED"],
  "guest, again": ["ALREADY_CHECKED_IN"],
  "guest, at two doors at once": ["ADMITTED", "ALREADY_CHECKED_IN"],
  "code that was replaced": ["REPLACED"],
  "ticket that was revoked": ["REVOKED"],
  "ticket of another event": ["WRONG_EVENT"],
  "forged code": ["INVALID"],
  "something else with a QR code": ["INVALID"],
} as const;
type Kind = keyof typeof KINDS;

export type Cast = {
  /** Who come, each with what opens today. */
  guests: readonly Letter[];
  /** Codes that were replaced, each of a guest who comes with the new one as well. */
  replaced: readonly string[];
  revoked: readonly string[];
  elsewhere: readonly string[];
};

/** The order of the night: guests, and between them everybody else, never before whom they repeat. */
export function planNight({ guests, replaced, revoked, elsewhere }: Cast): Turn[][] {
  const turns: Turn[][] = guests.map(({ code }, index) => {
    if (index % 90 !== 45) return [{ kind: "guest", code, device: index % 3 }];
    const twins = { kind: "guest, at two doors at once", code, twin: index } as const;
    return [
      { ...twins, device: 0 },
      { ...twins, device: 1 + (index % 2) },
    ];
  });
  const again = guests.filter((_, index) => index % 17 === 3).slice(0, -5);
  const others: Turn[] = [
    ...again.map(({ code }) => ({ kind: "guest, again" as const, code })),
    ...replaced.map((code) => ({ kind: "code that was replaced" as const, code })),
    ...revoked.map((code) => ({ kind: "ticket that was revoked" as const, code })),
    ...elsewhere.map((code) => ({ kind: "ticket of another event" as const, code })),
    ...Array.from({ length: 15 }, () => ({ kind: "forged code" as const, code: forgedCode() })),
    ...["https://example.com/menu", "WIFI:S:Harbour;;", "U1:short", "4006381333931"].map((code) => ({
      kind: "something else with a QR code" as const,
      code,
    })),
  ].map((turn, index) => ({ ...turn, device: index % 3 }));
  for (const [index, other] of others.entries()) {
    // At least fifty turns behind the guest it repeats: that one is inside by then.
    const first = turns.findIndex((turn) => turn[0]?.code === other.code && turn[0].kind === "guest");
    const after = first === -1 ? 0 : first + 50;
    const place = after + Math.floor(((index * 37) % 100) * 0.01 * Math.max(0, turns.length - after));
    turns.splice(Math.max(place, after), 0, [other]);
  }
  return turns;
}

/** Lets the night happen at its pace, with the network failing on the way; answers what each was told, in the end. */
export async function runNight(
  turns: readonly Turn[][],
  devices: readonly Device[],
  tell: (text: string) => void,
): Promise<Told[]> {
  const told: Promise<Told>[] = [];
  const started = performance.now();
  for (const [index, turn] of turns.entries()) {
    const wait = started + (index * 1000) / PER_SECOND - performance.now();
    if (wait > 0) await sleep(wait);
    disturb({ index, of: turns.length }, devices, tell);
    for (const each of turn) told.push(scan(each, devices));
  }
  return Promise.all(told);
}

async function scan(turn: Turn, devices: readonly Device[]): Promise<Told> {
  const device = devices[turn.device];
  if (!device) throw new Error(`There is no device ${turn.device}.`);
  return { ...turn, ...(await device.scan(turn.code)) };
}

function disturb(at: { index: number; of: number }, devices: readonly Device[], tell: (text: string) => void): void {
  const share = (part: number) => at.index === Math.floor(at.of * part);
  const [first, second, third] = devices;
  if (share(0.2)) first?.network.loseNextAnswer();
  if (share(0.3)) third?.network.loseNextAnswer();
  if (share(0.7)) second?.network.loseNextAnswer();
  if (!share(0.45) || !second) return;
  tell(`the network of ${second.label} is gone for ${CUT_MS / 1000} s`);
  second.network.cut(CUT_MS);
}

/** Readings that were told something they should not have been; empty when all is as it must be. */
export function misjudged(told: readonly Told[]): string[] {
  const wrong = told
    .filter(({ kind, verdict }) => !(KINDS[kind] as readonly string[]).includes(verdict))
    .map(({ kind, verdict }) => `a ${kind} was told ${verdict}`);
  const twins = new Set(told.flatMap(({ twin }) => (twin === undefined ? [] : [twin])));
  for (const twin of twins) {
    const admitted = told.filter((one) => one.twin === twin && one.verdict === "ADMITTED").length;
    if (admitted !== 1) wrong.push(`a guest at two doors at once was admitted ${admitted} times`);
  }
  return wrong;
}

function forgedCode(): string {
  return `U1:${base32nopad.encode(randomBytes(20))}`;
}
