import { SkeletonBlock, SkeletonPage } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <SkeletonPage>
      {["event", "when", "doors"].map((section) => (
        <div
          key={section}
          className="grid gap-x-12 gap-y-5 border-t border-line pt-6 lg:grid-cols-[16rem_minmax(0,40rem)]"
        >
          <SkeletonBlock className="h-6 w-28" />
          <div className="flex flex-col gap-5">
            {["first", "second"].map((field) => (
              <div key={field} className="flex flex-col gap-1.5">
                <SkeletonBlock className="h-4 w-24" />
                <SkeletonBlock className="h-10 rounded-md" />
              </div>
            ))}
          </div>
        </div>
      ))}
    </SkeletonPage>
  );
}
