import { ArrowRightLeft, AtSign, Ban, type LucideIcon, RefreshCw, RotateCcw, Send } from "lucide-react";
import type { TicketAct } from "@/lib/domain/tickets/rules";
import type { FormAction } from "../ui/form-action";

/** What the caller may do with tickets; null for what they may not. */
export type TicketActions = {
  [Act in TicketAct]: FormAction<Act extends "correct" ? { isReissued: boolean } : null> | null;
};

export type ActTicket = { id: string; number: number; holderName: string; holderEmail: string };

/** Each act's name on a button; those that ask first end in dots. */
export const ACT_LOOK: Record<TicketAct, { label: string; icon: LucideIcon; isDangerous?: true }> = {
  resend: { label: "Send again…", icon: Send },
  correct: { label: "Correct address…", icon: AtSign },
  transfer: { label: "Transfer…", icon: ArrowRightLeft },
  reissue: { label: "Reissue…", icon: RefreshCw },
  revoke: { label: "Revoke…", icon: Ban, isDangerous: true },
  restore: { label: "Restore…", icon: RotateCcw },
};
