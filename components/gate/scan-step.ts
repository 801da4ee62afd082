import type {
  CountShift,
  Direction,
  FirstCheckIn,
  ScanMethod,
  ShownTicket,
  Verdict,
} from "@/lib/domain/check-in/schema";
import type { GateProblem } from "./gate-answers";
import type { Silence } from "./gate-client";

/** One reading: a code, a typed number, or the id of a ticket found by search. `id` tells readings of the same text apart. */
export type Reading = { id: string; method: ScanMethod; text: string };

/** A ticket as this device remembers it: without the name once the page was loaded again. */
export type RememberedTicket = Omit<ShownTicket, "name"> & { name: string | null };

/** An admission or check-out of this device, which may be undone for a while. */
export type Moved = {
  checkInId: string;
  direction: Direction;
  ticket: RememberedTicket;
  /** What it added to the counts. */
  shift: CountShift;
  /** Where it was confirmed; null for no gate in particular. */
  gateId: string | null;
  /** By this device's clock, in milliseconds. */
  receivedAt: number;
};

/** How often the present request went unanswered, and why the last time. */
export type Unanswered = { tries: number; silence: Silence } | null;

export type Pending = { unanswered: Unanswered };
export type Confirming = Pending & {
  at: "confirming";
  reading: Reading;
  ticket: ShownTicket;
  direction: Direction;
  shift: CountShift;
  previewToken: string;
  /** Made once per confirm and kept over every retry, so that a lost answer can be asked for again. */
  scanId: string;
};
export type Undoing = Pending & { at: "undoing"; moved: Moved; undoId: string; reason: string };

export type ScanStep =
  | { at: "scanning" }
  | (Pending & { at: "previewing"; reading: Reading; isAgain: boolean })
  | {
      at: "ready";
      reading: Reading;
      ticket: ShownTicket;
      direction: Direction;
      shift: CountShift;
      previewToken: string;
      notice: ReadyNotice;
    }
  | Confirming
  | {
      at: "verdict";
      verdict: Exclude<Verdict, "READY">;
      ticket: RememberedTicket | null;
      firstCheckIn: FirstCheckIn | null;
      otherEvent: string | null;
      /** When this scan moved the ticket, ISO 8601 in UTC. */
      movedAt: string | null;
      moved: Moved | null;
    }
  | Undoing
  | { at: "unknown"; pending: Confirming | Undoing }
  | {
      at: "problem";
      problem: GateProblem;
      during: Asked;
      reading: Reading | null;
      isUncertain: boolean;
    }
  | { at: "signed-out"; during: Asked; isUncertain: boolean };

/** What was asked of the server: a confirm either way, or something that moves nobody in. */
export type Asked = "preview" | "admit" | "check-out" | "undo";

type ReadyNotice = "changed" | "finish-first" | null;

/** Whom a request is about whose answer is not known yet. */
export function ticketOf(pending: Confirming | Undoing): RememberedTicket {
  return pending.at === "confirming" ? pending.ticket : pending.moved.ticket;
}
