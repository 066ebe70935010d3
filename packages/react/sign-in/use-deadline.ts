import { useEffect, useRef } from 'react'

/** Calls back once the page's monotonic clock (`performance.now()`) reaches `deadlineMs`; null is never. */
export function useDeadline(deadlineMs: number | null, onReached: () => void): void {
  const callback = useRef(onReached)
  useEffect(() => {
    callback.current = onReached
  })
  useEffect(() => {
    if (deadlineMs === null) return
    const check = () => {
      if (performance.now() >= deadlineMs) callback.current()
    }
    const timer = setTimeout(check, Math.max(0, deadlineMs - performance.now()) + 1)
    // Timers stand still while a laptop sleeps.
    document.addEventListener('visibilitychange', check)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', check)
    }
  }, [deadlineMs])
}
