import Link from "next/link";
import type { ReactNode } from "react";
import { Toasts } from "../ui/toasts";
import { Mark } from "./mark";
import { NavLinks, type NavLinksProps } from "./nav-links";
import { PersonMenu } from "./person-menu";
import { SkipLink } from "./skip-link";

type ShellProps = {
  organization: { slug: string; name: string };
  person: { name: string; email: string; canSwitch: boolean };
  may: Omit<NavLinksProps, "organization">;
  children: ReactNode;
};

/** What stands around every page of an organization. */
export function Shell({ organization, person, may, children }: ShellProps) {
  return (
    <Toasts>
      <SkipLink />
      <header className="border-b border-line bg-surface-raised">
        <div className="mx-auto grid max-w-[80rem] grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 px-4 pt-1.5 sm:grid-cols-[minmax(0,auto)_1fr_auto] sm:px-8 sm:py-1.5">
          <Link
            href={`/o/${organization.slug}`}
            className="flex min-h-11 min-w-0 items-center gap-2.5 rounded-md font-[600]"
          >
            <Mark className="size-7 shrink-0" />
            <span className="truncate">{organization.name}</span>
          </Link>
          <div className="min-w-0 max-sm:col-span-2 max-sm:row-start-2 max-sm:-mx-4">
            <NavLinks organization={organization.slug} {...may} />
          </div>
          <PersonMenu {...person} />
        </div>
      </header>
      <main id="content" tabIndex={-1} className="mx-auto max-w-[80rem] px-4 py-8 outline-none sm:px-8 sm:py-10">
        {children}
      </main>
    </Toasts>
  );
}
