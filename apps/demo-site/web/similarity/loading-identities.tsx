import { Skeleton } from '../ui/skeleton.tsx'

export function LoadingIdentities({ label }: { readonly label: string }) {
  return (
    <div role="status" className="mt-5">
      <span className="sr-only">{label}</span>
      {['w-3/5', 'w-2/5', 'w-1/2', 'w-2/3'].map((width) => (
        <div key={width} className="flex items-center gap-4 border-line border-b py-4">
          <Skeleton className="size-12 shrink-0 rounded-full" />
          <div className="flex-1 space-y-2">
            <Skeleton className={`h-4 rounded-full ${width}`} />
            <Skeleton className="h-3 w-1/3 rounded-full" />
          </div>
        </div>
      ))}
    </div>
  )
}
