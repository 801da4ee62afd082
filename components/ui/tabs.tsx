"use client";
import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";

type Tab = { key: string; label: string; content: ReactNode };

/** Two or three ways to look at or do one thing. The first is shown before the script has loaded. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly [Tab, ...Tab[]] }) {
  return (
    <Radix.Root defaultValue={tabs[0].key} className="flex flex-col gap-5">
      <Radix.List aria-label={label} className="flex gap-5 border-b border-line">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.key}
            value={tab.key}
            className="-mb-px min-h-9 border-b-2 border-transparent pb-1.5 text-sm text-ink-soft hover:text-ink data-[state=active]:border-ink data-[state=active]:font-[560] data-[state=active]:text-ink pointer-coarse:min-h-11"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        // Kept in the page while hidden, so that what was typed there is not lost.
        <Radix.Content key={tab.key} value={tab.key} forceMount className="data-[state=inactive]:hidden">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
