import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

type PageHeaderProps = {
  title: string;
  back?: { href: string; label: string };
  badge?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
};

/** A page's name, the way back, and what can be done with the whole of it. */
export function PageHeader({ title, back, badge, actions, children }: PageHeaderProps) {
  return (
    <header className="flex flex-col gap-3">
      {back ? (
        <Link
          href={back.href}
          className="-ml-1 inline-flex items-center gap-1.5 self-start rounded-sm px-1 text-sm text-ink-soft hover:text-ink pointer-coarse:-my-2.5 pointer-coarse:min-h-11"
        >
          <ArrowLeft aria-hidden className="size-4" />
          {back.label}
        </Link>
      ) : null}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
        <div className="flex min-w-0 flex-col gap-2">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="min-w-0 text-xl break-words">{title}</h1>
            {badge}
          </div>
          {children}
        </div>
        {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
    </header>
  );
}
