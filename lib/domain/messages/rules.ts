/** Seconds until the next try after what broke on our side: three quick ones. */
const OWN_WAITS = [5, 25, 125];
/** After those, while our mail server cannot be used: every quarter of an hour for a day, for somebody may be mending it. */
const SERVER_WAIT = 15 * 60;
const SERVER_TRIES = 96;
/** Seconds until the next try when the other side asks to come later: three more, 24 hours in all. Greylisting wants minutes. */
const DEFERRED_WAITS = [15 * 60, 2 * 3600, 21 * 3600 + 45 * 60];

/** Whose trouble a failed try was, which decides when the next one is due. */
const BLAME: Record<string, "recipient" | "other side" | "mail server"> = {
  RECIPIENT_REFUSED: "recipient",
  DEFERRED: "other side",
  MAIL_SERVER: "other side",
  MAIL_SETTINGS: "mail server",
  MAIL_UNREACHABLE: "mail server",
  CONNECTION_LOST: "mail server",
};

/** Tries of a message so far, the failed one included, and how many of those before it the other side had deferred. */
type Tries = { attempts: number; deferrals: number };

export type AfterFailure =
  | { state: "queued"; waitSeconds: number; deferrals: number }
  | { state: "bounced" | "failed"; deferrals: number };

/** What becomes of a message after a try that failed for a reason, and how many seconds later the next one is due. */
export function afterFailure(reason: string, { attempts, deferrals }: Tries): AfterFailure {
  const blame = BLAME[reason] ?? "ourselves";
  if (blame === "recipient") return { state: "bounced", deferrals };
  if (blame === "other side") {
    const wait = DEFERRED_WAITS[deferrals];
    return wait === undefined
      ? { state: "failed", deferrals: deferrals + 1 }
      : { state: "queued", waitSeconds: wait, deferrals: deferrals + 1 };
  }
  const broken = attempts - deferrals;
  const wait =
    OWN_WAITS[broken - 1] ??
    (blame === "mail server" && broken <= OWN_WAITS.length + SERVER_TRIES ? SERVER_WAIT : undefined);
  return wait === undefined ? { state: "failed", deferrals } : { state: "queued", waitSeconds: wait, deferrals };
}

/** Whether it needs a person of ours when no try is left: what the other side refuses, whoever wrote the address mends. */
export function isOurTrouble(reason: string): boolean {
  const blame = BLAME[reason];
  return blame !== "recipient" && blame !== "other side";
}
