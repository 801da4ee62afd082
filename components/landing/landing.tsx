import Link from "next/link";
import type { ReactNode } from "react";
import { Mark } from "../shell/mark";
import { SkipLink } from "../shell/skip-link";
import { LinkButton } from "../ui/link-button";
import { SampleList } from "./sample-list";
import { SamplePhone } from "./sample-phone";
import { SampleTicket } from "./sample-ticket";
import { SampleVerdicts } from "./sample-verdicts";

const PROMISES = [
  {
    title: "Two doors, one ticket",
    text: "However many phones confirm the same ticket at the same moment, one of them admits. The others say when, and where.",
  },
  {
    title: "Nothing is claimed on a bad network",
    text: "A lost answer is asked for again until it comes, and never counts twice. The screen says what it knows.",
  },
  {
    title: "No app, no accounts",
    text: "Staff open a page on their own phones. Guests open a link in an email. A scanner on a cable works too.",
  },
  {
    title: "A mistake can be undone",
    text: "The wrong guest is let out of the count again within minutes. The record keeps both.",
  },
  {
    title: "A lost email is no lost guest",
    text: "Send a ticket again, or replace it: the old code stops working at once. At the door, its number can be typed.",
  },
  {
    title: "Your guests stay yours",
    text: "A photographed code gives away no name and no address. Each organization sees its own, and nothing else.",
  },
];

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
      <main id="content" className="flex flex-1 flex-col gap-16 pt-12 pb-20 sm:gap-20 sm:pt-16">
        <div className="grid items-center gap-x-16 lg:grid-cols-[minmax(0,1fr)_auto]">
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
          <div className="hidden pr-10 lg:block">
            <SamplePhone />
          </div>
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
        <section aria-labelledby="night" className="flex flex-col gap-8">
          <h2 id="night" className="max-w-[30rem] text-xl">
            Made for the night itself
          </h2>
          <ul className="grid gap-x-8 gap-y-8 sm:grid-cols-2 md:grid-cols-3">
            {PROMISES.map(({ title, text }) => (
              <li key={title} className="border-t border-line pt-4">
                <h3 className="text-base">{title}</h3>
                <p className="mt-1 text-sm text-ink-soft">{text}</p>
              </li>
            ))}
          </ul>
        </section>
      </main>
      <footer className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-t border-line py-6 text-sm text-ink-soft">
        <p>Usher runs an event’s tickets, from the list to the door.</p>
        <Link href={way.href} className="rounded-sm underline underline-offset-4 hover:text-ink pointer-coarse:py-3">
          {way.label}
        </Link>
      </footer>
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
