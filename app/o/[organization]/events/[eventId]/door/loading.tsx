import { SkeletonBlock, SkeletonPage, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <SkeletonPage>
      <SkeletonBlock className="h-5 w-72 max-w-full" />
      <div className="grid grid-cols-2 border-y border-line sm:grid-cols-4">
        {["inside", "left", "not come", "issued"].map((figure) => (
          <div key={figure} className="flex flex-col gap-2 py-5">
            <SkeletonBlock className="h-3 w-14" />
            <SkeletonBlock className="h-9 w-20" />
            <SkeletonBlock className="h-3 w-24 max-w-full" />
          </div>
        ))}
      </div>
      <SkeletonBlock className="h-56 rounded-lg" />
      <SkeletonRows count={6} />
    </SkeletonPage>
  );
}
