import { PageHeader } from "@/components/ui/page-header";
import { SkeletonBlock, SkeletonPage, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <SkeletonPage>
      <PageHeader title="Outbox">
        <SkeletonBlock className="h-5 w-72 max-w-full" />
      </PageHeader>
      <div className="flex flex-wrap gap-3">
        <SkeletonBlock className="h-10 flex-[2_1_18rem] rounded-md" />
        <SkeletonBlock className="h-10 max-w-60 flex-[1_1_18rem] rounded-md" />
      </div>
      <SkeletonRows count={8} />
    </SkeletonPage>
  );
}
