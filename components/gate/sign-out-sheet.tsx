import { LoaderCircle } from "lucide-react";
import { getCsrfToken, signOut } from "next-auth/react";
import { useState } from "react";
import { momentHere } from "./event-time";
import { GateButton } from "./gate-button";
import { forgetKeptScans } from "./kept-scans";
import type { PastScan } from "./scan-state";
import { ticketText, unansweredText } from "./scan-words";
import { Sheet } from "./sheet";

type SigningOut = { at: "asking"; scans: readonly PastScan[] } | { at: "leaving" } | { at: "failed" };

/**
 * Signs out of this device and leads to `signInHref`, for the next person. Scans that got no answer are forgotten with it, so
 * while there are any it asks first.
 */
export function useSignOut(signInHref: string) {
  const [state, setState] = useState<SigningOut | null>(null);
  const leave = async () => {
    setState({ at: "leaving" });
    if (!(await endSession())) return setState({ at: "failed" });
    forgetKeptScans();
    window.location.assign(signInHref);
  };
  return {
    state,
    begin: (scans: readonly PastScan[]) => {
      if (scans.length > 0) setState({ at: "asking", scans });
      else void leave();
    },
    leave: () => void leave(),
    stay: () => setState(null),
  };
}

/** Whether the server said that the session is over. */
async function endSession(): Promise<boolean> {
  try {
    if (navigator.onLine === false || (await getCsrfToken()) === undefined) return false;
    await signOut({ redirect: false });
    // It takes every answer for a yes, a refusal too.
    const session = await fetch("/api/auth/session", { cache: "no-store" });
    return session.ok && Object.keys(await session.json()).length === 0;
  } catch {
    return false;
  }
}

export function SignOutSheet({ state, leave, stay }: Omit<ReturnType<typeof useSignOut>, "begin">) {
  if (state === null) return null;
  if (state.at === "leaving") {
    return (
      <Sheet title="Sign out" onClose={stay}>
        <p role="status" className="flex items-center gap-3 py-2 text-[1.125rem] font-semibold">
          <LoaderCircle aria-hidden className="gate-spin size-6" />
          Signing out…
        </p>
      </Sheet>
    );
  }
  const isFailed = state.at === "failed";
  return (
    <Sheet title="Sign out" onClose={stay}>
      <div className="grid grid-cols-1 gap-5 sideways:grid-cols-2">
        <div className="grid content-start gap-5">
          <p role={isFailed ? "alert" : undefined} className="text-[1.125rem]">
            {isFailed
              ? "That did not work. You are still signed in. Check the network, then try again."
              : unansweredText(state.scans.length)}
          </p>
          {isFailed ? null : (
            <ul className="grid">
              {state.scans.map((scan) => (
                <li
                  key={scan.id}
                  className="flex justify-between gap-4 border-t border-(--gate-line) py-3 text-[1.125rem]"
                >
                  <span className="truncate font-semibold">
                    {scan.ticket === null ? "No ticket" : ticketText(scan.ticket)}
                  </span>
                  <span className="text-(--gate-quiet) tabular-nums">{momentHere(scan.now)}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
        <div className="grid content-start gap-4">
          <GateButton look="soft" onClick={leave}>
            {isFailed ? "Try again" : "Sign out anyway"}
          </GateButton>
          <GateButton look="primary" takesFocus onClick={stay}>
            Stay signed in
          </GateButton>
        </div>
      </div>
    </Sheet>
  );
}
