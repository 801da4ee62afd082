import { assertCan } from "@/lib/domain/access/rules";
import { openPage } from "@/lib/entry/page";

/** Stands before the loading page, so that who may not see the team gets a true 404. */
export default async function TeamLayout({ params, children }: LayoutProps<"/o/[organization]/team">) {
  await openPage((await params).organization, async (ctx) => assertCan(ctx, "members.read"));
  return children;
}
