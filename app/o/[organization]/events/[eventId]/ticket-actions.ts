import type { TicketActions } from "@/components/tickets/ticket-acts";
import { correctOne, reissueOne, resendOne, restoreOne, revokeOne, transferOne } from "./actions";

type May = { resend: boolean; transfer: boolean; reissue: boolean; revoke: boolean };

/** What the caller may do with one ticket of the organization. */
export function ticketActions(organization: string, may: May): TicketActions {
  return {
    resend: may.resend ? resendOne.bind(null, organization) : null,
    correct: may.resend ? correctOne.bind(null, organization) : null,
    transfer: may.transfer ? transferOne.bind(null, organization) : null,
    reissue: may.reissue ? reissueOne.bind(null, organization) : null,
    revoke: may.revoke ? revokeOne.bind(null, organization) : null,
    restore: may.revoke ? restoreOne.bind(null, organization) : null,
  };
}
