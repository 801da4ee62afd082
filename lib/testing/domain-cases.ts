import { newId } from "@/lib/core/ids";
import type { EventInput } from "@/lib/domain/events/schema";
import type { Populated } from "./populated";

/** Ids that a call may name: those of a real organization, or ones that nobody has. */
export type Named = Pick<
  Populated,
  | "event"
  | "gateId"
  | "checkpointId"
  | "ticketIds"
  | "userId"
  | "memberId"
  | "invitationId"
  | "apiKey"
  | "deviceId"
  | "checkInId"
  | "previewToken"
  | "messageId"
  | "runId"
  | "importId"
  | "exportId"
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

type Case = {
  input: (named: Named) => unknown;
  across: Across;
  actor?: "job" | "ticket-holder" | "operator";
  /** It makes its own transactions, or none. */
  opensItsOwn?: true;
};

const newEvent: EventInput = {
  name: "Night",
  timeZone: "UTC",
  startsAt: new Date("2026-09-18T12:00:00Z"),
  endsAt: new Date("2026-09-18T18:00:00Z"),
  capacity: 10,
  showTicketType: false,
};
const guest = { name: "Guest", email: "guest@example.com" };
const [ofEvent, ofTicket] = [
  ({ event }: Named) => ({ eventId: event.id }),
  ({ ticketIds }: Named) => ({ ticketId: ticketIds[0] }),
];
const chunk = (named: Named) => {
  const input = { eventId: named.event.id, selection: { filter: {}, through: 9 }, reason: "Mistake" };
  return { runId: named.runId, eventId: named.event.id, input, cursor: null };
};
const life = (named: Named) => ({ ...ofEvent(named), ...ofTicket(named), take: 10 });
const [ofGate, ofCheckpoint, ofType] = [
  ({ event, gateId }: Named) => ({ eventId: event.id, gateId }),
  ({ event, checkpointId }: Named) => ({ eventId: event.id, checkpointId }),
  ({ event }: Named) => ({ eventId: event.id, ticketTypeId: event.ticketTypeId }),
];
const edited = (named: Named) => ({ ...newEvent, ...ofEvent(named), slug: "edited", reentry: false, revision: 1 });
const copied = (named: Named) => ({ ...ofEvent(named), name: "Copy", startsOn: "2026-10-18" });
const ofImport = (named: Named) => ({ ...ofEvent(named), importId: named.importId });
const columns = { name: 0, lastName: null, email: 1, type: null, reference: null };
const list = { name: "guests.csv", bytes: new TextEncoder().encode("name,email\nGuest,guest@example.com\n") };
const [ofMember, ofInvitation] = [
  ({ memberId }: Named) => ({ memberId }),
  ({ invitationId }: Named) => ({ invitationId }),
];
const printed = (named: Named) => ({ ...ofTicket(named), generation: 1 });

/** A well-formed input for every function that features offer, and what it does when the ids are another organization's. */
export const DOMAIN_CASES: Record<string, Case> = {
  addMember: { input: () => ({ userId: newId(), role: "STAFF_SCANNER" }), across: "no ids" },
  commitImport: { input: ofImport, across: "NOT_FOUND" },
  changeRole: { input: (named) => ({ ...ofMember(named), role: "TENANT_ADMIN" }), across: "NOT_FOUND" },
  confirmScan: {
    opensItsOwn: true,
    input: ({ previewToken, deviceId }) => ({ previewToken, deviceId, scanId: newId() }),
    across: "FORBIDDEN",
  },
  copyEntrances: {
    input: (named) => ({ ...ofEvent(named), fromEventId: named.event.id }),
    across: "NOT_FOUND",
  },
  copyEvent: { input: copied, across: "NOT_FOUND" },
  countEvents: { input: () => ({}), across: "no ids" },
  correctColumns: { input: (named) => ({ ...ofImport(named), columns }), across: "NOT_FOUND" },
  countExportLines: { input: ofEvent, across: "nothing" },
  countTickets: { input: ({ event }) => ({ eventIds: [event.id] }), across: "nothing" },
  correctAddress: { input: (named) => ({ ...ofTicket(named), email: guest.email }), across: "NOT_FOUND" },
  countSent: { input: printed, across: "nothing" },
  createAccount: {
    input: () => ({ name: "Eve", email: "eve@example.com", password: "long enough" }),
    across: "no ids",
    actor: "operator",
  },
  createApiKey: { input: () => ({ name: "Key", permissions: ["gate.scan"] }), across: "no ids" },
  createCheckpoint: { input: (named) => ({ ...ofEvent(named), name: "Exit", direction: "in" }), across: "NOT_FOUND" },
  createDemoKey: { input: () => undefined, across: "no ids" },
  createEntrance: { input: ofEvent, across: "NOT_FOUND" },
  createEvent: { input: () => newEvent, across: "no ids" },
  createEventWithType: { input: () => newEvent, across: "no ids" },
  createGate: { input: (named) => ({ ...ofEvent(named), name: "North gate" }), across: "NOT_FOUND" },
  createTenant: { input: () => ({ slug: `t-${newId()}`, name: "T" }), across: "no ids", actor: "operator" },
  createTicketType: { input: (named) => ({ ...ofEvent(named), name: "Balcony" }), across: "NOT_FOUND" },
  deleteCheckpoint: { input: ofCheckpoint, across: "NOT_FOUND" },
  deleteGate: { input: ofGate, across: "NOT_FOUND" },
  deleteTicketType: { input: ofType, across: "NOT_FOUND" },
  duplicateEvent: { input: copied, across: "NOT_FOUND" },
  editCheckpoint: {
    input: (named) => ({ ...ofCheckpoint(named), name: "Turnstile", direction: "in", revision: 1 }),
    across: "NOT_FOUND",
  },
  editEvent: { input: edited, across: "NOT_FOUND" },
  editEventWithTypes: { input: edited, across: "NOT_FOUND" },
  editGate: { input: (named) => ({ ...ofGate(named), name: "South gate", revision: 1 }), across: "NOT_FOUND" },
  editTicketType: { input: (named) => ({ ...ofType(named), name: "Stalls", revision: 1 }), across: "NOT_FOUND" },
  discardImport: { input: ofImport, across: "NOT_FOUND" },
  downloadExport: { input: ({ exportId }) => ({ exportId }), across: "NOT_FOUND" },
  findAccount: { input: () => ({ email: "eve@example.com" }), across: "no ids", actor: "operator" },
  findActorNames: {
    input: ({ userId, apiKey, deviceId }) => ({
      actors: [
        { kind: "person", id: userId },
        { kind: "api-key", id: apiKey.id },
        { kind: "device", id: deviceId },
      ],
    }),
    across: "nothing",
  },
  findInvitationMessages: { input: ({ invitationId }) => ({ invitationIds: [invitationId] }), across: "nothing" },
  findSubjectNames: {
    input: ({ event, ticketIds, apiKey, memberId, invitationId }) => ({
      subjects: [
        { kind: "event", id: event.id },
        { kind: "ticket", id: ticketIds[0] },
        { kind: "ticket-type", id: event.ticketTypeId },
        { kind: "api-key", id: apiKey.id },
        { kind: "member", id: memberId },
        { kind: "invitation", id: invitationId },
      ],
    }),
    across: "nothing",
  },
  findCheckInLane: { input: ({ checkInId }) => ({ checkInId }), across: "nothing" },
  findLatestStates: { input: ({ ticketIds }) => ({ ticketIds }), across: "nothing" },
  findListed: {
    input: (named) => ({
      ...ofEvent(named),
      tickets: [{ ...guest, typeId: named.event.ticketTypeId, reference: null, importIdentity: new Uint8Array(32) }],
    }),
    across: "nothing",
  },
  findTypedGeneration: {
    input: (named) => ({ ...ofEvent(named), ...ofTicket(named), check: "AAAA", codes: [] }),
    across: "nothing",
  },
  getDoor: { input: (named) => ({ ...ofEvent(named), scans: 12 }), across: "NOT_FOUND" },
  getEvent: { input: ofEvent, across: "NOT_FOUND" },
  getGateCounts: { input: ofEvent, across: "NOT_FOUND" },
  getEventSettings: { input: ofEvent, across: "NOT_FOUND" },
  getExportPart: { input: ({ exportId }) => ({ exportId, part: 0 }), across: "NOT_FOUND" },
  getHeldTicket: { input: printed, across: "NOT_FOUND", actor: "ticket-holder" },
  getImport: { opensItsOwn: true, input: ofImport, across: "NOT_FOUND" },
  getInvitationForMessage: { input: ofInvitation, across: "NOT_FOUND", actor: "job" },
  getInvitationForPreview: { input: ofInvitation, across: "NOT_FOUND" },
  getMessage: { input: ({ messageId }) => ({ messageId }), across: "NOT_FOUND" },
  getRefusedFile: { opensItsOwn: true, input: ofImport, across: "NOT_FOUND" },
  getRun: { input: ({ runId }) => ({ runId, kind: "tickets.revoke-many" }), across: "NOT_FOUND" },
  getTenantBySlug: { input: () => ({ slug: "demo" }), across: "no ids", actor: "operator" },
  getTicket: { input: ofTicket, across: "NOT_FOUND" },
  getTicketForMessage: { input: printed, across: "NOT_FOUND", actor: "job" },
  getTicketForPreview: { input: printed, across: "NOT_FOUND" },
  holdEvent: { input: ofEvent, across: "NOT_FOUND" },
  issueListed: { input: (named) => ({ ...ofEvent(named), tickets: [] }), across: "NOT_FOUND" },
  inviteMember: {
    input: () => ({ name: "Ivy", email: "ivy@example.com", role: "STAFF_SCANNER", maySearch: false }),
    across: "no ids",
  },
  issueTickets: { input: (named) => ({ ...ofEvent(named), tickets: [guest] }), across: "NOT_FOUND" },
  listAuditActors: { input: () => undefined, across: "no ids" },
  listAuditEntries: {
    input: ({ event, userId }) => ({ filter: { eventId: event.id, actorId: userId } }),
    across: "nothing",
  },
  listEntrances: { input: ({ event }) => ({ eventIds: [event.id] }), across: "nothing" },
  listEvents: { input: () => undefined, across: "no ids" },
  listExports: { input: ofEvent, across: "nothing" },
  listGateEvents: { input: () => undefined, across: "no ids" },
  listGateSettings: { input: ofEvent, across: "nothing" },
  listImports: { input: ofEvent, across: "nothing" },
  listInvitations: { input: () => undefined, across: "no ids" },
  listMembers: { input: () => undefined, across: "no ids" },
  listMemberships: { input: ({ userId }) => ({ userId }), across: "FORBIDDEN" },
  listHeldPermissions: { input: ({ userId }) => ({ kind: "person", id: userId }), across: "nothing", actor: "job" },
  listMessages: { input: () => ({}), across: "no ids" },
  listRuns: { input: (named) => ({ ...ofEvent(named), kind: "tickets.revoke-many" }), across: "nothing" },
  listScannableEvents: { input: () => undefined, across: "no ids" },
  listTicketAudit: { input: life, across: "nothing" },
  listTicketMessages: { input: life, across: "nothing" },
  listTicketScans: { input: life, across: "nothing" },
  listTicketSecrets: { input: (named) => ({ ...ofEvent(named), take: 10 }), across: "nothing", actor: "operator" },
  listTicketTypes: { input: ofEvent, across: "nothing" },
  listTickets: { input: ofEvent, across: "nothing" },
  listTypeSettings: { input: ofEvent, across: "nothing" },
  markTicketOpened: { input: printed, across: "nothing", actor: "ticket-holder" },
  moveCheckpoint: { input: (named) => ({ ...ofCheckpoint(named), place: "up" }), across: "NOT_FOUND" },
  moveEvent: { input: (named) => ({ ...ofEvent(named), move: "end" }), across: "NOT_FOUND" },
  moveGate: { input: (named) => ({ ...ofGate(named), place: "up" }), across: "NOT_FOUND" },
  moveTicketType: { input: (named) => ({ ...ofType(named), place: "up" }), across: "NOT_FOUND" },
  previewScan: {
    opensItsOwn: true,
    input: (named) => ({
      ...ofEvent(named),
      code: `U1:${"A".repeat(32)}`,
      device: { id: named.deviceId, label: "Phone" },
    }),
    across: "NOT_FOUND",
  },
  queueInvitationMessage: {
    input: (named) => ({ ...ofInvitation(named), recipient: guest.email }),
    across: "foreign key",
  },
  queueTicketMessages: {
    input: (named) => ({
      ...ofEvent(named),
      messages: [{ template: "ticket", ...printed(named), recipient: guest.email }],
    }),
    across: "foreign key",
  },
  removeMember: { input: ofMember, across: "NOT_FOUND" },
  reissueTicket: { input: ofTicket, across: "NOT_FOUND" },
  resendChunk: { input: chunk, across: "nothing" },
  resendMany: { input: (named) => chunk(named).input, across: "NOT_FOUND" },
  resendTicket: { input: ofTicket, across: "NOT_FOUND" },
  restoreTicket: { input: ofTicket, across: "NOT_FOUND" },
  resendInvitation: { input: ofInvitation, across: "NOT_FOUND" },
  revealInvitation: { input: ofInvitation, across: "NOT_FOUND" },
  revokeApiKey: { input: ({ apiKey }) => ({ apiKeyId: apiKey.id }), across: "NOT_FOUND" },
  revokeChunk: { input: chunk, across: "nothing" },
  revokeMany: { input: (named) => chunk(named).input, across: "NOT_FOUND" },
  revokeTicket: { input: (named) => ({ ...ofTicket(named), reason: "Mistake" }), across: "NOT_FOUND" },
  searchAtGate: { input: (named) => ({ ...ofEvent(named), q: "guest" }), across: "NOT_FOUND" },
  seedDemoEvent: { input: () => undefined, across: "no ids" },
  sendMessage: { opensItsOwn: true, input: ({ messageId }) => ({ messageId }), across: "nothing", actor: "job" },
  setMemberSearch: { input: (named) => ({ ...ofMember(named), maySearch: true }), across: "NOT_FOUND" },
  setPassword: {
    input: () => ({ email: "eve@example.com", password: "long enough" }),
    across: "no ids",
    actor: "operator",
  },
  startExport: { input: (named) => ({ ...ofEvent(named), kind: "attendees" }), across: "NOT_FOUND" },
  startRun: {
    input: (named) => ({ ...ofEvent(named), kind: "tickets.revoke-many", total: 1, input: {} }),
    across: "foreign key",
  },
  transferTicket: { input: (named) => ({ ...ofTicket(named), ...guest }), across: "NOT_FOUND" },
  undoCheckIn: { input: ({ checkInId }) => ({ checkInId, undoId: newId(), reason: "Mistake" }), across: "NOT_FOUND" },
  uploadImport: { opensItsOwn: true, input: (named) => ({ ...ofEvent(named), file: list }), across: "NOT_FOUND" },
  withdrawInvitation: { input: ofInvitation, across: "NOT_FOUND" },
  withdrawDeferred: { input: (named) => ({ ...ofEvent(named), ...ofTicket(named) }), across: "nothing" },
  withdrawQueued: { input: (named) => ({ ...ofEvent(named), ...ofTicket(named) }), across: "nothing" },
  workImport: { opensItsOwn: true, input: ({ runId }) => ({ runId }), across: "nothing", actor: "job" },
  workThrough: { opensItsOwn: true, input: ({ runId }) => ({ runId }), across: "nothing", actor: "job" },
  writeExportPart: {
    input: ({ event, exportId }) => ({ runId: newId(), eventId: event.id, input: { exportId }, cursor: null }),
    across: "NOT_FOUND",
    actor: "job",
  },
};

/** Functions that ask for no permission, and why. A name here and in the table above is an error. */
export const PUBLIC_BY_NATURE: Record<string, string> = {
  signIn: "nobody is signed in yet; entry throttles it",
  signOut: "the session's secret is the proof",
  findSession: "the session's secret is the proof",
  findApiKey: "the key is the proof",
  acceptInvitation: "the invitation's secret is the proof, and the address of who is signed in",
  findInvitationBySecret: "the secret is the proof",
  findTicketByLink: "the link is the proof",
  touchSession: "names nothing: it touches the session that is asking",
  recordAudit: "only ever written beside a change that was permitted, in its transaction",
};

/** Ids that no row has. */
export function nonsense(): Named {
  return {
    event: { id: newId(), ticketTypeId: newId() },
    gateId: newId(),
    checkpointId: newId(),
    ticketIds: [newId()],
    userId: newId(),
    memberId: newId(),
    invitationId: newId(),
    apiKey: { id: newId(), secret: "usher_none" },
    deviceId: newId(),
    checkInId: newId(),
    previewToken: "none",
    messageId: newId(),
    runId: newId(),
    importId: newId(),
    exportId: newId(),
  };
}
