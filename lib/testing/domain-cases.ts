import { newId } from "@/lib/core/ids";
import type { EventInput } from "@/lib/domain/events/schema";
import type { Populated } from "./populated";

/** Ids that a call may name: those of a real organization, or ones that nobody has. */
export type Named = Pick<
  Populated,
  "event" | "ticketIds" | "userId" | "apiKey" | "deviceId" | "checkInId" | "previewToken" | "messageId"
>;

/** What an administrator of one organization is told who names another's ids. */
type Across =
  /** It is not there. */
  | "NOT_FOUND"
  /** An empty list, a count of nothing, or silence: as for ids that nobody has. */
  | "nothing"
  | "FORBIDDEN"
  /** The composite key refuses, because the command itself does not look. */
  | "foreign key"
  /** It names no row of an organization. */
  | "no ids";

type Case = { input: (named: Named) => unknown; across: Across; actor?: "job" | "ticket-holder" | "operator" };

const newEvent: EventInput = {
  name: "Night",
  timeZone: "UTC",
  startsAt: new Date("2026-09-18T12:00:00Z"),
  endsAt: new Date("2026-09-18T18:00:00Z"),
  cap: 10,
  showTicketType: false,
};
const guest = { name: "Guest", email: "guest@example.com" };
const [ofEvent, ofTicket] = [
  ({ event }: Named) => ({ eventId: event.id }),
  ({ ticketIds }: Named) => ({ ticketId: ticketIds[0] }),
];
const printed = (named: Named) => ({ ...ofTicket(named), generation: 1 });

/** A well-formed input for every function that features offer, and what it does when the ids are another organization's. */
export const DOMAIN_CASES: Record<string, Case> = {
  addMember: { input: () => ({ userId: newId(), role: "STAFF_SCANNER" }), across: "no ids" },
  confirmScan: {
    input: ({ previewToken, deviceId }) => ({ previewToken, deviceId, scanId: newId() }),
    across: "FORBIDDEN",
  },
  countTickets: { input: ({ event }) => ({ eventIds: [event.id] }), across: "nothing" },
  createAccount: {
    input: () => ({ name: "Eve", email: "eve@example.com", password: "long enough" }),
    across: "no ids",
    actor: "operator",
  },
  createApiKey: { input: () => ({ name: "Key", permissions: ["gate.scan"] }), across: "no ids" },
  createDemoKey: { input: () => undefined, across: "no ids" },
  createEntrance: { input: ofEvent, across: "foreign key" },
  createEvent: { input: () => newEvent, across: "no ids" },
  createEventWithType: { input: () => newEvent, across: "no ids" },
  createTenant: { input: () => ({ slug: `t-${newId()}`, name: "T" }), across: "no ids", actor: "operator" },
  createTicketType: { input: (named) => ({ ...ofEvent(named), name: "Balcony" }), across: "foreign key" },
  findAccount: { input: () => ({ email: "eve@example.com" }), across: "no ids", actor: "operator" },
  findLatestStates: { input: ({ ticketIds }) => ({ ticketIds }), across: "nothing" },
  findTypedGeneration: {
    input: (named) => ({ ...ofEvent(named), ...ofTicket(named), check: "AAAA", codes: [] }),
    across: "nothing",
  },
  getEvent: { input: ofEvent, across: "NOT_FOUND" },
  getHeldTicket: { input: printed, across: "NOT_FOUND", actor: "ticket-holder" },
  getMessage: { input: ({ messageId }) => ({ messageId }), across: "NOT_FOUND" },
  getTenantBySlug: { input: () => ({ slug: "demo" }), across: "no ids", actor: "operator" },
  getTicketForMessage: { input: printed, across: "NOT_FOUND", actor: "job" },
  getTicketForPreview: { input: printed, across: "NOT_FOUND" },
  issueTickets: { input: (named) => ({ ...ofEvent(named), tickets: [guest] }), across: "NOT_FOUND" },
  listEntrances: { input: ({ event }) => ({ eventIds: [event.id] }), across: "nothing" },
  listEvents: { input: () => undefined, across: "no ids" },
  listGateEvents: { input: () => undefined, across: "no ids" },
  listMemberships: { input: ({ userId }) => ({ userId }), across: "FORBIDDEN" },
  listMessages: { input: () => ({}), across: "no ids" },
  listScannableEvents: { input: () => undefined, across: "no ids" },
  listTicketSecrets: { input: (named) => ({ ...ofEvent(named), take: 10 }), across: "nothing", actor: "operator" },
  listTicketTypes: { input: ofEvent, across: "nothing" },
  listTickets: { input: ofEvent, across: "nothing" },
  markTicketOpened: { input: ofTicket, across: "nothing", actor: "ticket-holder" },
  moveEvent: { input: (named) => ({ ...ofEvent(named), move: "end" }), across: "NOT_FOUND" },
  previewScan: {
    input: (named) => ({
      ...ofEvent(named),
      code: `U1:${"A".repeat(32)}`,
      device: { id: named.deviceId, label: "Phone" },
    }),
    across: "NOT_FOUND",
  },
  queueTicketMessages: {
    input: (named) => ({
      ...ofEvent(named),
      messages: [{ template: "ticket", ...printed(named), recipient: guest.email }],
    }),
    across: "foreign key",
  },
  reissueTicket: { input: ofTicket, across: "NOT_FOUND" },
  revokeApiKey: { input: ({ apiKey }) => ({ apiKeyId: apiKey.id }), across: "NOT_FOUND" },
  revokeTicket: { input: (named) => ({ ...ofTicket(named), reason: "Mistake" }), across: "NOT_FOUND" },
  seedDemoEvent: { input: () => undefined, across: "no ids" },
  sendMessage: { input: ({ messageId }) => ({ messageId }), across: "nothing", actor: "job" },
  setPassword: {
    input: () => ({ email: "eve@example.com", password: "long enough" }),
    across: "no ids",
    actor: "operator",
  },
  undoCheckIn: { input: ({ checkInId }) => ({ checkInId, undoId: newId(), reason: "Mistake" }), across: "NOT_FOUND" },
};

/** Functions that ask for no permission, and why. A name here and in the table above is an error. */
export const PUBLIC_BY_NATURE: Record<string, string> = {
  signIn: "nobody is signed in yet; entry throttles it",
  signOut: "the session's secret is the proof",
  findSession: "the session's secret is the proof",
  findApiKey: "the key is the proof",
  findTicketByLink: "the link is the proof",
  touchSession: "names nothing: it touches the session that is asking",
  recordAudit: "only ever written beside a change that was permitted, in its transaction",
};

/** Ids that no row has. */
export function nonsense(): Named {
  return {
    event: { id: newId(), ticketTypeId: newId() },
    ticketIds: [newId()],
    userId: newId(),
    apiKey: { id: newId(), secret: "usher_none" },
    deviceId: newId(),
    checkInId: newId(),
    previewToken: "none",
    messageId: newId(),
  };
}
