"use client";
import { clsx } from "clsx";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";

type MenuProps = {
  trigger: ReactNode;
  children: ReactNode;
  /** Called when the menu closes; true keeps the focus where the chosen item is taking it. */
  keepFocus?: () => boolean;
};

/** A button's further choices. */
export function Menu({ trigger, children, keepFocus }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      {/* Not in a portal: within the landmark of its button it stays part of the page for a screen reader. */}
      <DropdownMenu.Content
        align="end"
        sideOffset={6}
        collisionPadding={12}
        className="z-30 min-w-52 animate-appear rounded-md border border-line bg-surface-raised p-1 shadow-float"
        // Else Radix takes the dialog for a click elsewhere, and gives no focus back when the menu closes the next time.
        onInteractOutside={(event) => {
          if (keepFocus?.()) event.preventDefault();
        }}
        onCloseAutoFocus={(event) => {
          if (keepFocus?.()) event.preventDefault();
        }}
      >
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}

const ITEM_LOOK =
  "flex min-h-9 w-full cursor-pointer items-center gap-2.5 rounded-sm px-2.5 text-left text-sm outline-none select-none data-highlighted:bg-ink/8 pointer-coarse:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0";

type MenuItemProps = { children: ReactNode; onSelect?: () => void; isDangerous?: boolean };

export function MenuItem({ children, onSelect, isDangerous = false }: MenuItemProps) {
  return (
    <DropdownMenu.Item onSelect={onSelect} className={clsx(ITEM_LOOK, isDangerous && "text-refused")}>
      {children}
    </DropdownMenu.Item>
  );
}

/** An item whose only child is a link. */
export function MenuLink({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Item asChild className={ITEM_LOOK}>
      {children}
    </DropdownMenu.Item>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2.5 py-2 text-sm">{children}</DropdownMenu.Label>;
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />;
}
