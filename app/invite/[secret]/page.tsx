import type { Metadata } from "next";
import { PlainPage } from "@/components/shell/plain-page";
import { AcceptForm } from "@/components/team/accept-form";
import { InvitationOffer } from "@/components/team/invitation-offer";
import { openInvitation } from "@/lib/entry/invitation";
import { join, register, signInHere, switchPerson } from "./actions";

export const metadata: Metadata = {
  // Not the organization's name: titles end in histories.
  title: "Invitation",
  robots: { index: false, follow: false },
  referrer: "strict-origin",
};

export default async function InvitationPage({ params }: PageProps<"/invite/[secret]">) {
  const { secret } = await params;
  const invitation = await openInvitation(secret);
  if (invitation.step === "wait") {
    return (
      <PlainPage>
        <h1 className="text-xl">One moment</h1>
        <p className="text-ink-soft">{invitation.text}</p>
      </PlainPage>
    );
  }
  const actions = { register, "sign-in": signInHere, join, switch: switchPerson };
  return (
    <PlainPage>
      <InvitationOffer {...invitation} />
      <AcceptForm
        step={invitation.step}
        signedInAs={invitation.step === "switch" ? invitation.signedInAs : null}
        name={invitation.name}
        email={invitation.email}
        action={actions[invitation.step].bind(null, secret)}
      />
    </PlainPage>
  );
}
