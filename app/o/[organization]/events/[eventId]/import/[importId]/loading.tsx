import { SkeletonBlock, SkeletonPage, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <SkeletonPage>
      <div className="flex flex-col gap-3">
        <SkeletonBlock className="h-7 w-56 max-w-full" />
        <SkeletonBlock className="h-5 w-80 max-w-full" />
      </div>
      <SkeletonBlock className="h-28 w-full rounded-lg" />
      <SkeletonRows count={8} />
    </SkeletonPage>
  );
}
