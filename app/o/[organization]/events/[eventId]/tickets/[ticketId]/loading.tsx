import { SkeletonBlock, SkeletonPage } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <SkeletonPage>
      <div className="flex flex-col gap-4">
        <SkeletonBlock className="h-4 w-20" />
        <SkeletonBlock className="h-7 w-64 max-w-full" />
        <div className="flex flex-wrap gap-2">
          {["again", "address", "transfer", "reissue"].map((act) => (
            <SkeletonBlock key={act} className="h-10 w-32 rounded-md" />
          ))}
        </div>
      </div>
      <div className="grid items-start gap-10 lg:grid-cols-[20rem_minmax(0,1fr)]">
        <div className="flex flex-col gap-3 border-y border-line py-5">
          {["email", "number", "type", "issued"].map((fact) => (
            <SkeletonBlock key={fact} className="h-4 w-56 max-w-full" />
          ))}
        </div>
        <div className="flex flex-col gap-6">
          {["issued", "emailed", "opened", "admitted"].map((entry) => (
            <div key={entry} className="flex flex-col gap-2">
              <SkeletonBlock className="h-4 w-72 max-w-full" />
              <SkeletonBlock className="h-3 w-40" />
            </div>
          ))}
        </div>
      </div>
    </SkeletonPage>
  );
}
