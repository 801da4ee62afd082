import { PageHeader } from "@/components/ui/page-header";
import { SkeletonBlock, SkeletonPage, SkeletonRows } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <SkeletonPage>
      <PageHeader title="Audit">
        <SkeletonBlock className="h-5 w-72 max-w-full" />
      </PageHeader>
      <div className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-5">
        {["who", "about", "event", "from", "to"].map((name) => (
          <SkeletonBlock key={name} className="h-16" />
        ))}
      </div>
      <SkeletonRows count={10} />
    </SkeletonPage>
  );
}
