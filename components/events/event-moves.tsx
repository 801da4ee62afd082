"use client";
import { Ban, Ellipsis, Flag, ScanLine } from "lucide-react";
import { useRef, useState } from "react";
import type { EventMove } from "@/lib/domain/events/rules";
import type { EventStatus } from "@/lib/domain/events/schema";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import type { FormAction } from "../ui/form-action";
import { LinkButton } from "../ui/link-button";
import { Menu, MenuItem } from "../ui/menu";
import { useToast } from "../ui/toasts";
import { ticketsText } from "./count-text";

type EventMovesProps = {
  event: { id: string; name: string; status: EventStatus };
  alive: number;
  canManage: boolean;
  /** Where the gate of this event is; none for who may not scan. */
  gateHref: string | null;
  action: FormAction<null>;
};

/** What can be done with an event as a whole, in its present state. */
export function EventMoves({ event, alive, canManage, gateHref, action }: EventMovesProps) {
  const [asked, setAsked] = useState<EventMove | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const isAsking = useRef(false);
  const toast = useToast();
  const ask = (move: EventMove) => {
    isAsking.current = true;
    setAsked(move);
    setIsOpen(true);
  };
  const isOver = event.status === "ended" || event.status === "cancelled";
  const text = asked ? moveText(asked, event.name, alive) : null;
  return (
    <>
      {event.status === "published" && gateHref ? (
        <LinkButton variant="primary" href={gateHref}>
          <ScanLine aria-hidden />
          Open the gate
        </LinkButton>
      ) : null}
      {canManage && event.status === "draft" ? (
        <Button variant="primary" onClick={() => ask("publish")}>
          Publish
        </Button>
      ) : null}
      {canManage && !isOver ? (
        <Menu
          keepFocus={() => isAsking.current}
          trigger={
            <Button ref={trigger} size="square" aria-label="More for this event">
              <Ellipsis aria-hidden />
            </Button>
          }
        >
          {event.status === "published" ? (
            <MenuItem onSelect={() => ask("end")}>
              <Flag aria-hidden />
              End event…
            </MenuItem>
          ) : null}
          <MenuItem isDangerous onSelect={() => ask("cancel")}>
            <Ban aria-hidden />
            Cancel event…
          </MenuItem>
        </Menu>
      ) : null}
      {asked && text ? (
        <ConfirmDialog
          isOpen={isOpen}
          onOpenChange={setIsOpen}
          title={text.title}
          description={text.description}
          action={action}
          fields={{ eventId: event.id, move: asked }}
          confirmText={text.confirm}
          keepText={text.keep}
          isDangerous={asked === "cancel"}
          onDone={() => toast(text.done)}
          returnFocus={() => {
            isAsking.current = false;
            trigger.current?.focus();
          }}
        />
      ) : null}
    </>
  );
}

function moveText(move: EventMove, name: string, alive: number) {
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
        description: "No more tickets can be issued, and the gate no longer offers this event. This cannot be undone.",
        confirm: "End event",
        keep: "Keep it going",
        done: `${name} has ended.`,
      };
    case "cancel":
      return {
        title: `Cancel ${name}?`,
        description: `${alive > 0 ? `The gate will refuse its ${ticketsText(alive)}. ` : ""}Holders are not told by email. This cannot be undone.`,
        confirm: "Cancel the event",
        keep: "Keep the event",
        done: `${name} is cancelled.`,
      };
  }
}
