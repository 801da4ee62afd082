import { LogOut, Settings2 } from "lucide-react";
import { GateButton } from "./gate-button";
import { Sheet } from "./sheet";

type MenuSheetProps = {
  person: string;
  device: string;
  place: string;
  /** Null while a ticket is being dealt with. */
  onSetup: (() => void) | null;
  onSignOut(): void;
  onClose(): void;
};

/** Who scans where, and the ways out of it. */
export function MenuSheet({ person, device, place, onSetup, onSignOut, onClose }: MenuSheetProps) {
  return (
    <Sheet title="Menu" onClose={onClose}>
      <div className="grid grid-cols-1 gap-5 sideways:grid-cols-2">
        <dl className="grid content-start gap-3 text-[1.125rem]">
          {Object.entries({ "Signed in as": person, "This device": device, Place: place }).map(([term, text]) => (
            <div key={term}>
              <dt className="text-[1rem] text-(--gate-quiet)">{term}</dt>
              <dd className="font-semibold wrap-anywhere">{text}</dd>
            </div>
          ))}
        </dl>
        <div className="grid content-start gap-4">
          <GateButton look="soft" aria-disabled={onSetup === null} onClick={() => onSetup?.()}>
            <Settings2 aria-hidden className="size-6" />
            {onSetup === null ? "Set-up, after this ticket" : "Set-up"}
          </GateButton>
          <GateButton look="soft" onClick={onSignOut}>
            <LogOut aria-hidden className="size-6" />
            Sign out
          </GateButton>
        </div>
      </div>
    </Sheet>
  );
}
