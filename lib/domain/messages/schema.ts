import { z } from "zod";

/** The emails there are. Each has a component in the feature that knows what it says. */
export const TEMPLATES = ["ticket", "invitation"] as const;
export type Template = (typeof TEMPLATES)[number];

export const MESSAGE_STATES = ["queued", "sending", "kept", "sent", "delivered", "bounced", "failed"] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

export const SEND_JOB = "messages.send";
export const sendJobInput = z.strictObject({ messageId: z.uuid() });

/** What a message is about, by id: a ticket in one of its generations, or an invitation. */
export type MessageSubject = { ticketId: string | null; generation: number | null; invitationId: string | null };

/** What a template makes: one email in HTML and text, with pictures that its HTML names as `cid:…`. */
export type RenderedEmail = {
  subject: string;
  html: string;
  text: string;
  inline: { cid: string; contentType: string; content: Buffer }[];
};

/** A message as lists and its own page show it. */
export type MessageView = {
  id: string;
  template: string;
  recipient: string;
  state: MessageState;
  attempts: number;
  failure: string | null;
  /** A try ended without a yes or a no. */
  mayHaveArrived: boolean;
  createdAt: Date;
  /** While it is queued after a try that failed: when the next one is due. */
  nextTryAt: Date | null;
  sentAt: Date | null;
  /** The ticket it is about, as it is now. */
  ticket: {
    eventId: string;
    number: number;
    holderName: string;
    holderEmail: string;
    generation: number;
    state: "valid" | "revoked" | "refunded" | "unpaid";
  } | null;
} & MessageSubject;

/** By what the outbox can be narrowed. */
export const messageFilter = z.object({
  search: z.string().trim().max(200, "Use 200 characters at most.").optional(),
  state: z.enum(MESSAGE_STATES).optional(),
});
export type MessageFilter = z.output<typeof messageFilter>;
