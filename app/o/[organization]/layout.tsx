import { Shell } from "@/components/shell/shell";
import { can } from "@/lib/domain/access/rules";
import { currentPerson, openPage } from "@/lib/entry/page";

/** Opens the door before anything is sent, so that a stranger gets a true redirect or 404 and not a page that says so. */
export default async function OrganizationLayout({ params, children }: LayoutProps<"/o/[organization]">) {
  const { organization } = await params;
  const { name, may } = await openPage(organization, async ({ tenant, actor }) => ({
    name: tenant.name,
    may: {
      canSeeEvents: can(actor, "events.read"),
      canSeeOutbox: can(actor, "messages.read"),
      canSeeTeam: can(actor, "members.read"),
      canSeeAudit: can(actor, "audit.read"),
      canScan: can(actor, "gate.scan"),
    },
  }));
  const person = await currentPerson();
  return (
    <Shell
      organization={{ slug: organization, name }}
      person={{
        name: person?.name ?? "",
        email: person?.email ?? "",
        canSwitch: (person?.organizations.length ?? 0) > 1,
      }}
      may={may}
    >
      {children}
    </Shell>
  );
}
