import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { OrganizationChoice } from "@/components/shell/organization-choice";
import { PlainPage } from "@/components/shell/plain-page";
import { SignOutButton } from "@/components/shell/sign-out-button";
import { requirePerson } from "@/lib/entry/page";

export const metadata: Metadata = { title: "Your organizations" };

export default async function OrganizationsPage() {
  const { name, email, organizations } = await requirePerson("/o");
  const [only, second] = organizations;
  if (only && !second) redirect(only.canManage ? `/o/${only.slug}` : `/gate/${only.slug}`);
  return (
    <PlainPage aside={<SignOutButton />}>
      <OrganizationChoice person={{ name, email }} organizations={organizations} />
    </PlainPage>
  );
}
