import { z } from "zod";

/** The emails there are. Each has a component in the feature that knows what it says. */
export const TEMPLATES = ["ticket"] as const;
export type Template = (typeof TEMPLATES)[number];

export type MessageState = "queued" | "sending" | "sent" | "delivered" | "bounced" | "failed";

/** Tries before a message is given up, and the job with it. */
export const SEND_TRIES = 3;

export const SEND_JOB = "messages.send";
export const sendJobInput = z.strictObject({ messageId: z.uuid() });

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
  createdAt: Date;
  sentAt: Date | null;
  ticketId: string | null;
  generation: number | null;
};
