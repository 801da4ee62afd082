"use client";
import { Ban, CopyPlus, Flag, RotateCcw, ScanLine } from "lucide-react";
import { useRef } from "react";
import { EVENT_MOVES, type EventMove } from "@/lib/domain/events/rules";
import type { EventStatus } from "@/lib/domain/events/schema";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import type { FormAction } from "../ui/form-action";
import { LinkButton } from "../ui/link-button";
import { MenuItem } from "../ui/menu";
import { MoreMenu } from "../ui/more-menu";
import { useToast } from "../ui/toasts";
import { useAsking } from "../ui/use-asking";
import { ticketsText } from "./count-text";
import { DuplicateDialog } from "./duplicate-dialog";

type EventMovesProps = {
  event: { id: string; name: string; status: EventStatus; timeZone: string; startsAt: Date };
  activeCount: number;
  canManage: boolean;
  /** Where the gate of this event is; none for who may not scan. */
  gateHref: string | null;
  action: FormAction<null>;
  /** Makes another like it; none for who may not manage every event. */
  duplicate: FormAction<{ id: string }> | null;
};

/** What can be done with an event as a whole, in its present state. */
export function EventMoves({ event, activeCount, canManage, gateHref, action, duplicate }: EventMovesProps) {
  const more = useRef<HTMLButtonElement>(null);
  const { asked, ask, dialog, keepFocus } = useAsking<EventMove | "duplicate">(() => more.current);
  const toast = useToast();
  const mayStart = (move: EventMove) => canManage && EVENT_MOVES[move].from.some((status) => status === event.status);
  const move = asked === "duplicate" ? null : asked;
  const text = move ? moveText(move, event.name, activeCount) : null;
  return (
    <>
      {event.status === "published" && gateHref ? (
        <LinkButton variant="primary" href={gateHref}>
          <ScanLine aria-hidden />
          Open the gate
        </LinkButton>
      ) : null}
      {mayStart("publish") ? (
        <Button variant="primary" onClick={() => ask("publish")}>
          Publish
        </Button>
      ) : null}
      {duplicate || mayStart("cancel") || mayStart("reopen") ? (
        <MoreMenu ref={more} label="More for this event" keepFocus={keepFocus} place="bar">
          {duplicate ? (
            <MenuItem onSelect={() => ask("duplicate")}>
              <CopyPlus aria-hidden />
              Duplicate…
            </MenuItem>
          ) : null}
          {mayStart("end") ? (
            <MenuItem onSelect={() => ask("end")}>
              <Flag aria-hidden />
              End event…
            </MenuItem>
          ) : null}
          {mayStart("reopen") ? (
            <MenuItem onSelect={() => ask("reopen")}>
              <RotateCcw aria-hidden />
              Reopen event…
            </MenuItem>
          ) : null}
          {mayStart("cancel") ? (
            <MenuItem isDangerous onSelect={() => ask("cancel")}>
              <Ban aria-hidden />
              Cancel event…
            </MenuItem>
          ) : null}
        </MoreMenu>
      ) : null}
      {duplicate ? <DuplicateDialog {...dialog("duplicate")} event={event} action={duplicate} /> : null}
      {move && text ? (
        <ConfirmDialog
          {...dialog(move)}
          title={text.title}
          description={text.description}
          action={action}
          fields={{ eventId: event.id, move }}
          confirmText={text.confirm}
          keepText={text.keep}
          isDangerous={move === "cancel"}
          onDone={() => toast(text.done)}
        />
      ) : null}
    </>
  );
}

function moveText(move: EventMove, name: string, activeCount: number) {
  switch (move) {
    case "publish":
      return {
        title: `Publish ${name}?`,
        description: "Its gate opens: from now on staff can scan its tickets and admit their holders.",
        confirm: "Publish",
        keep: "Not yet",
        done: `${name} is published.`,
      };
    case "end":
      return {
        title: `End ${name}?`,
        description:
          "No more tickets can be issued, and the gate no longer offers this event. You can reopen it later.",
        confirm: "End event",
        keep: "Keep it going",
        done: `${name} has ended.`,
      };
    case "reopen":
      return {
        title: `Reopen ${name}?`,
        description: "Its gate is open again: staff can scan its tickets, and you can issue more.",
        confirm: "Reopen event",
        keep: "Leave it ended",
        done: `${name} is open again.`,
      };
    case "cancel":
      return {
        title: `Cancel ${name}?`,
        description: `${activeCount > 0 ? `The gate will refuse its ${ticketsText(activeCount)}. ` : ""}Holders are not told by email. This cannot be undone.`,
        confirm: "Cancel the event",
        keep: "Keep the event",
        done: `${name} is cancelled.`,
      };
  }
}
