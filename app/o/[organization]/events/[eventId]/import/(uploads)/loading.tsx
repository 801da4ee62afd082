import { SkeletonBlock, SkeletonPage, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <SkeletonPage>
      <SkeletonBlock className="h-72 w-full rounded-lg" />
      <SkeletonRows count={4} />
    </SkeletonPage>
  );
}
