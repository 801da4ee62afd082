"use client";
import { Ellipsis } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { Button } from "./button";
import { Menu } from "./menu";

type MoreMenuProps = {
  /** Says whose further choices they are: "More for Gil Gate". */
  label: string;
  ref?: Ref<HTMLButtonElement>;
  keepFocus: () => boolean;
  /** Beside other buttons it looks like them; in a row of a list it stays in the background. */
  place: "row" | "bar";
  className?: string;
  children: ReactNode;
};

const LOOKS = {
  row: { variant: "soft", size: "icon" },
  bar: { variant: "secondary", size: "square" },
} as const;

/** Three dots, and behind them what can be done with one thing. */
export function MoreMenu({ label, ref, keepFocus, place, className, children }: MoreMenuProps) {
  return (
    <Menu
      keepFocus={keepFocus}
      trigger={
        <Button ref={ref} {...LOOKS[place]} aria-label={label} className={className}>
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      {children}
    </Menu>
  );
}
