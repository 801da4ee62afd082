import { TicketSlash } from "lucide-react";

export default function TicketNotFound() {
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-md content-center gap-4 px-4 py-6">
      <TicketSlash aria-hidden className="size-9 text-ink-soft" strokeWidth={1.75} />
      <h1 className="text-xl">There is no ticket here</h1>
      <p>
        The link may have been cut short on its way. Open it from the email again, or copy all of it, to the last
        letter.
      </p>
      <p className="text-ink-soft">If that does not help, ask the organizer of the event to send the ticket again.</p>
    </main>
  );
}
