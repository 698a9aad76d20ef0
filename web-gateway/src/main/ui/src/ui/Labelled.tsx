import type { ReactNode } from 'react';

/** A label for the eye above what has an accessible name of its own. */
export function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <div aria-hidden="true" className="mb-1.5 text-sm font-medium">
        {label}
      </div>
      {children}
    </div>
  );
}
