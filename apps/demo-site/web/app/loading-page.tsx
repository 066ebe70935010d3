import { Skeleton } from '../ui/skeleton.tsx'

/** Only seen when the answer takes a moment: usually it is there before a skeleton would help. */
export function LoadingPage() {
  return (
    <div role="status" className="grid animate-late items-center gap-12 pt-8 lg:grid-cols-2">
      <span className="sr-only">Loading</span>
      <div className="space-y-5">
        <Skeleton className="h-14 w-11/12 rounded-xl" />
        <Skeleton className="h-14 w-3/5 rounded-xl" />
        <Skeleton className="h-5 w-4/5 rounded-full" />
        <Skeleton className="h-5 w-2/3 rounded-full" />
        <Skeleton className="h-11 w-56 rounded-full" />
      </div>
      <Skeleton className="mx-auto aspect-square w-4/5 max-w-md rounded-full" />
    </div>
  )
}
