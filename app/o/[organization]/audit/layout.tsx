import { assertCan } from "@/lib/domain/access/rules";
import { openPage } from "@/lib/entry/page";

/** Stands before the loading page, so that who may not read the trail gets a true 404. */
export default async function AuditLayout({ params, children }: LayoutProps<"/o/[organization]/audit">) {
  await openPage((await params).organization, async (ctx) => assertCan(ctx, "audit.read"));
  return children;
}
