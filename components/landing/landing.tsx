import Link from "next/link";
import type { ReactNode } from "react";
import { Mark } from "../shell/mark";
import { SkipLink } from "../shell/skip-link";
import { LinkButton } from "../ui/link-button";
import { SampleList } from "./sample-list";
import { SampleTicket } from "./sample-ticket";
import { SampleVerdicts } from "./sample-verdicts";

/** What Usher is, for who has never seen it. `isSignedIn` leads on to the work instead of the door. */
export function Landing({ isSignedIn }: { isSignedIn: boolean }) {
  const way = isSignedIn ? { href: "/o", label: "Go to your events" } : { href: "/sign-in", label: "Sign in" };
  return (
    <div className="mx-auto flex min-h-dvh max-w-[72rem] flex-col px-5 sm:px-8">
      <SkipLink />
      <header className="flex min-h-11 items-center justify-between gap-4 py-5">
        <Link href="/" className="flex items-center gap-2.5 rounded-md font-[600]">
          <Mark />
          Usher
        </Link>
        <LinkButton href={way.href}>{way.label}</LinkButton>
      </header>
      <main id="content" className="flex flex-1 flex-col gap-16 pt-12 pb-20 sm:gap-20 sm:pt-24">
        <div className="flex max-w-[42rem] flex-col items-start gap-5">
          <h1 className="text-2xl sm:text-[3.25rem] sm:leading-[1.08]">Every ticket opens the door once.</h1>
          <p className="max-w-[34rem] text-lg text-ink-soft">
            Usher issues an event’s tickets, emails each guest their own, and shows your staff, in the browser of any
            phone, whom to let in.
          </p>
          <LinkButton href={way.href} variant="primary" size="large" className="mt-2">
            {way.label}
          </LinkButton>
        </div>
        <ol className="grid gap-x-8 gap-y-12 md:grid-cols-3">
          <Step number={1} title="Issue" picture={<SampleList />}>
            Numbered without gaps, never past the limit you set. One guest, or five hundred from a list.
          </Step>
          <Step number={2} title="Open" picture={<SampleTicket />}>
            Guests open their ticket from an email. The code holds no name and nothing that leads to one.
          </Step>
          <Step number={3} title="Admit" picture={<SampleVerdicts />}>
            Scan, read the name, confirm. A second try says when and on which device the first one was.
          </Step>
        </ol>
      </main>
    </div>
  );
}

function Step({
  number,
  title,
  picture,
  children,
}: {
  number: number;
  title: string;
  picture: ReactNode;
  children: ReactNode;
}) {
  return (
    <li className="grid gap-5 md:row-span-2 md:grid-rows-subgrid">
      <div className="border-t border-ink pt-4">
        <h2 className="text-lg">
          <span className="mr-2 text-ink-soft tabular-nums">{number}</span>
          {title}
        </h2>
        <p className="mt-2 text-ink-soft">{children}</p>
      </div>
      <div>{picture}</div>
    </li>
  );
}
