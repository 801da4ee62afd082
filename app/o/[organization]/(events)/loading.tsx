import { PageHeader } from "@/components/ui/page-header";
import { SkeletonBlock, SkeletonPage, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <SkeletonPage>
      <PageHeader title="Events" actions={<SkeletonBlock className="h-10 w-32 rounded-md" />} />
      <SkeletonRows count={5} />
    </SkeletonPage>
  );
}
