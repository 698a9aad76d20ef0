import type { ReactNode } from 'react';

/** A part of an opened tool box. */
export function Section({
  title,
  start,
  aside,
  children,
}: {
  title: string;
  /** Stands in place of the title to the eye. */
  start?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="min-w-0">
      <div className="mb-1.5 flex min-h-6 flex-wrap items-center justify-between gap-x-2">
        <h2 className={start ? 'sr-only' : 'text-xs font-medium text-muted'}>{title}</h2>
        {start}
        {aside}
      </div>
      {children}
    </section>
  );
}
