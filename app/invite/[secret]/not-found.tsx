import { PlainPage } from "@/components/shell/plain-page";
import { LinkButton } from "@/components/ui/link-button";

export default function InvitationNotFound() {
  return (
    <PlainPage>
      <div className="flex flex-col gap-3">
        <h1 className="text-xl">This invitation cannot be used</h1>
        <p className="text-ink-soft">
          It may have been used already, replaced by a newer one, or be older than seven days; or the link was cut short
          on its way. Look for the latest email, and copy all of its link.
        </p>
        <p className="text-ink-soft">If that does not help, ask whoever invited you to send it again.</p>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <LinkButton href="/sign-in" variant="primary">
          Sign in
        </LinkButton>
        <p className="text-sm text-ink-soft">if you have joined before.</p>
      </div>
    </PlainPage>
  );
}
