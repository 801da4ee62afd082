import { SkeletonBlock, SkeletonPage, SkeletonRows } from "@/components/ui/skeleton";

/** Of this page alone: around the others it would turn their 404 into a page that says so. */
export default function Loading() {
  return (
    <SkeletonPage>
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
        <div className="flex min-w-0 flex-col gap-5">
          <SkeletonBlock className="h-7 w-24" />
          <div className="flex flex-wrap gap-3">
            <SkeletonBlock className="h-10 flex-[2_1_18rem] rounded-md" />
            <SkeletonBlock className="h-10 flex-[1_1_18rem] rounded-md" />
          </div>
          <SkeletonRows count={8} />
        </div>
        <SkeletonBlock className="h-80 rounded-lg" />
      </div>
    </SkeletonPage>
  );
}
