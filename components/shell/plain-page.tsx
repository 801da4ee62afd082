import Link from "next/link";
import type { ReactNode } from "react";
import { Mark } from "./mark";

type PlainPageProps = { children: ReactNode; aside?: ReactNode };

/** A page outside any organization: the sign, and one column. */
export function PlainPage({ children, aside }: PlainPageProps) {
  return (
    <div className="mx-auto flex min-h-dvh max-w-[28rem] flex-col gap-10 px-5 py-6 sm:py-8">
      <header className="flex min-h-11 items-center justify-between gap-4">
        <Link href="/" className="flex items-center gap-2.5 rounded-md text-base font-[600]">
          <Mark />
          Usher
        </Link>
        {aside}
      </header>
      <main id="content" className="flex flex-col gap-6 sm:pt-[8vh]">
        {children}
      </main>
    </div>
  );
}
