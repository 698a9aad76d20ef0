import type { ReactNode, UIEventHandler } from 'react';

/** A part of the page that scrolls by itself, by keyboard too. */
export function Scrollable({
  label,
  className = '',
  onScroll,
  children,
}: {
  label: string;
  className?: string;
  onScroll?: UIEventHandler<HTMLElement>;
  children: ReactNode;
}) {
  return (
    <div
      role="group"
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-label={label}
      onScroll={onScroll}
      className={`relative overflow-auto focus-visible:-outline-offset-2 ${className}`}
    >
      {children}
    </div>
  );
}
