"use client";
import { useState } from "react";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import type { FormAction } from "../ui/form-action";

type DiscardButtonProps = {
  eventId: string;
  importId: string;
  fileName: string;
  /** Leads to the page of all imports. */
  action: FormAction<{ eventId: string }>;
};

export function DiscardButton({ eventId, importId, fileName, action }: DiscardButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button variant="quiet" onClick={() => setIsOpen(true)}>
        Discard
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title={`Discard ${fileName}?`}
        description="The file is taken from this server. No ticket was issued from it."
        action={action}
        fields={{ eventId, importId }}
        confirmText="Discard the list"
        keepText="Keep it"
        isDangerous
        onDone={() => setIsOpen(false)}
      />
    </>
  );
}
