import { formatInstant, zoneName } from "@/lib/core/time";
import { workOfRole } from "@/lib/domain/members/rules";

type InvitationOfferProps = {
  organization: { name: string; timeZone: string };
  role: { key: string; name: string };
  expiresAt: Date;
};

/** Who invites, as what, and until when. */
export function InvitationOffer({ organization, role, expiresAt }: InvitationOfferProps) {
  return (
    <div className="flex flex-col gap-3">
      <h1 className="text-xl wrap-anywhere">
        Join the team of <bdi>{organization.name}</bdi>
      </h1>
      <p>
        You are invited as <span className="font-[560]">{role.name.toLowerCase()}</span>.{" "}
        <span className="text-ink-soft">{workOfRole(role.key)}</span>
      </p>
      <p className="text-sm text-ink-soft tabular-nums">
        Until {formatInstant(expiresAt, organization.timeZone, "moment")}, {zoneName(organization.timeZone)}.
      </p>
    </div>
  );
}
