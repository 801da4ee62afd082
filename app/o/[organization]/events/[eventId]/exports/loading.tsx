import { SkeletonBlock, SkeletonPage, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <SkeletonPage>
      <SkeletonBlock className="h-10 w-[44rem] max-w-full" />
      <div className="grid gap-x-12 md:grid-cols-2">
        {["attendees", "scans"].map((kind) => (
          <div key={kind} className="flex flex-col gap-4 border-t border-line py-5">
            <SkeletonBlock className="h-5 w-24" />
            <SkeletonBlock className="h-4 w-80 max-w-full" />
            <SkeletonBlock className="h-10 w-40" />
          </div>
        ))}
      </div>
      <SkeletonRows count={3} />
    </SkeletonPage>
  );
}
