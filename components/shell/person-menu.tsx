"use client";
import { ArrowLeftRight, ChevronDown, LogOut } from "lucide-react";
import Link from "next/link";
import { signOut } from "next-auth/react";
import { Button } from "../ui/button";
import { Menu, MenuItem, MenuLabel, MenuLink, MenuSeparator } from "../ui/menu";

type PersonMenuProps = { name: string; email: string; canSwitch: boolean };

export function PersonMenu({ name, email, canSwitch }: PersonMenuProps) {
  return (
    <Menu
      trigger={
        <Button variant="quiet" size="tight" className="-mr-2">
          <span
            aria-hidden
            className="grid size-7 place-items-center rounded-full bg-ink/10 text-xs leading-none font-[600] uppercase"
          >
            {initials(name)}
          </span>
          <span className="sr-only">Account of</span>
          <span className="max-w-40 truncate max-sm:sr-only">{name}</span>
          <ChevronDown aria-hidden className="text-ink-soft" />
        </Button>
      }
    >
      <MenuLabel>
        <span className="block font-[560]">{name}</span>
        <span className="block text-xs break-all text-ink-soft">{email}</span>
      </MenuLabel>
      <MenuSeparator />
      {canSwitch ? (
        <MenuLink>
          <Link href="/o">
            <ArrowLeftRight aria-hidden />
            Switch organization
          </Link>
        </MenuLink>
      ) : null}
      <MenuItem onSelect={() => void signOut({ callbackUrl: "/" })}>
        <LogOut aria-hidden />
        Sign out
      </MenuItem>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const [first, last] = [words[0] ?? "", words.length > 1 ? (words.at(-1) ?? "") : ""];
  return [...first].slice(0, 1).join("") + [...last].slice(0, 1).join("");
}
