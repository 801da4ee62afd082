import { PageHeader } from "@/components/ui/page-header";
import { SkeletonBlock, SkeletonPage, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <SkeletonPage>
      <PageHeader title="Team">
        <SkeletonBlock className="h-5 w-72 max-w-full" />
      </PageHeader>
      <SkeletonRows count={5} />
    </SkeletonPage>
  );
}
