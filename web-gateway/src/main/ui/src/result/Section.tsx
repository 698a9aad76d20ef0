import type { ReactNode } from 'react';

/** A part of an opened tool box. */
export function Section({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="min-w-0">
      <div className="mb-1.5 flex min-h-6 items-center justify-between gap-2">
        <h2 className="text-xs font-medium text-muted">{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
