const paths = {
  arrow: 'M4 10h12M11 5l5 5-5 5',
  back: 'M16 10H4M9 5l-5 5 5 5',
  check: 'M4.5 10.5l3.5 3.5 7.5-8',
  close: 'M5 5l10 10M15 5L5 15',
  copy: 'M7.5 7.5v-3a1 1 0 0 1 1-1h7a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-3M4.5 7.5h7a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z',
  search: 'M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM13.5 13.5L17 17',
  file: 'M5.5 2.5h6l4 4v11h-10zM11.5 2.5v4h4',
  seal: 'M10 2.5l6 2.5v4.5c0 4-2.7 6.8-6 8-3.3-1.2-6-4-6-8V5zM7 10l2.2 2.2L13.2 8',
  share: 'M8.5 11.5l3-3M7.5 9L5.7 10.8a2.5 2.5 0 0 0 3.5 3.5L11 12.5M12.5 11l1.8-1.8a2.5 2.5 0 0 0-3.5-3.5L9 7.5',
  warning: 'M10 3.5l7.5 13h-15zM10 8.5v3.5M10 14.2v.1',
  leaving: 'M12 4H5.5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1H12M9 10h8M14 7l3 3-3 3',
}

export function Icon({ name, className }: { readonly name: keyof typeof paths; readonly className?: string }) {
  return (
    <svg viewBox="0 0 20 20" className={`size-5 shrink-0 ${className ?? ''}`} aria-hidden="true">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
