import { SkeletonBlock, SkeletonPage, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <SkeletonPage>
      <div className="flex flex-col gap-3">
        <SkeletonBlock className="h-4 w-16" />
        <SkeletonBlock className="h-8 w-80 max-w-full" />
        <SkeletonBlock className="h-4 w-96 max-w-full" />
      </div>
      <div className="grid grid-cols-3 border-y border-line">
        {["issued", "left", "inside"].map((figure) => (
          <div key={figure} className="flex flex-col gap-2 py-5">
            <SkeletonBlock className="h-3 w-14" />
            <SkeletonBlock className="h-9 w-20" />
            <SkeletonBlock className="h-3 w-24 max-w-full" />
          </div>
        ))}
      </div>
      <div className="grid gap-10 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <SkeletonBlock className="h-80 rounded-lg xl:order-last" />
        <SkeletonRows count={6} />
      </div>
    </SkeletonPage>
  );
}
