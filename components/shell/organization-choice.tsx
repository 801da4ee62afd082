import { ChevronRight, ScanLine } from "lucide-react";
import Link from "next/link";
import { LinkButton } from "../ui/link-button";

type Choice = { slug: string; name: string; roleName: string; canManage: boolean; canScan: boolean };
type OrganizationChoiceProps = { person: { name: string; email: string }; organizations: Choice[] };

/** For who belongs to several organizations, or to none. */
export function OrganizationChoice({ person, organizations }: OrganizationChoiceProps) {
  if (organizations.length === 0) {
    return (
      <div className="flex flex-col gap-3">
        <h1 className="text-xl">No organization yet</h1>
        <p className="text-ink-soft">
          You are signed in as <span className="break-all text-ink">{person.email}</span>, but belong to no
          organization. Ask an organizer to add this address.
        </p>
      </div>
    );
  }
  return (
    <>
      <div className="flex flex-col gap-2">
        <h1 className="text-xl">Your organizations</h1>
        <p className="text-ink-soft">Signed in as {person.name}.</p>
      </div>
      <ul className="border-t border-line">
        {organizations.map((organization) => (
          <li key={organization.slug} className="flex items-center gap-3 border-b border-line py-2">
            <Link
              href={organization.canManage ? `/o/${organization.slug}` : `/gate/${organization.slug}`}
              className="group flex min-h-14 min-w-0 flex-1 items-center gap-3 rounded-md"
            >
              <span className="min-w-0 flex-1">
                <span className="block truncate font-[560] underline-offset-4 group-hover:underline">
                  {organization.name}
                </span>
                <span className="block text-sm text-ink-soft">{organization.roleName}</span>
              </span>
              <ChevronRight aria-hidden className="size-5 shrink-0 text-ink-soft" />
            </Link>
            {organization.canManage && organization.canScan ? (
              <LinkButton href={`/gate/${organization.slug}`} aria-label={`Gate of ${organization.name}`}>
                <ScanLine aria-hidden />
                Gate
              </LinkButton>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}
