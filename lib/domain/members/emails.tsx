import "server-only";
import { EmailButton, EmailLayout, emailStyles, Name, oneLine, renderEmail, Small } from "@/lib/core/email-layout";
import { formatInstant, zoneName, zoneOffset } from "@/lib/core/time";
import type { RenderedEmail } from "../messages/schema";
import { workOfRole } from "./rules";
import type { PrintedInvitation } from "./schema";

type Inviter = { name: string; timeZone: string };

/** The email that offers a membership: who invites, as what, the link, and until when. Throws when it cannot be rendered. */
export async function renderInvitationEmail(
  invitation: PrintedInvitation,
  organization: Inviter,
  origin: string,
): Promise<RenderedEmail> {
  const link = `${origin}/invite/${invitation.secret}`;
  const email = <InvitationEmail invitation={invitation} organization={organization} link={link} />;
  return { subject: titleOf(organization), ...(await renderEmail(email)), inline: [] };
}

function titleOf(organization: Inviter): string {
  return `Join the team of ${oneLine(organization.name)}`;
}

type InvitationEmailProps = { invitation: PrintedInvitation; organization: Inviter; link: string };

function InvitationEmail({ invitation, organization, link }: InvitationEmailProps) {
  const { name, role, expiresAt } = invitation;
  const zone = `${zoneName(organization.timeZone)}, ${zoneOffset(organization.timeZone, expiresAt)}`;
  const until = `${formatInstant(expiresAt, organization.timeZone, "moment")} (${zone})`;
  return (
    <EmailLayout title={titleOf(organization)} sender={organization.name}>
      <h1 style={emailStyles.title}>
        Join the team of <Name text={organization.name} />
      </h1>
      <p style={emailStyles.text}>
        Hello <Name text={name} />, <Name text={organization.name} /> invites you as{" "}
        <Name text={role.name.toLowerCase()} />. {workOfRole(role.key)}
      </p>
      <EmailButton href={link}>Accept the invitation</EmailButton>
      <p style={emailStyles.text}>It can be accepted once, until {until}.</p>
      <Small>
        The link is personal: whoever has it can join in your place. If you did not expect this, leave it be and nothing
        happens.
      </Small>
    </EmailLayout>
  );
}
