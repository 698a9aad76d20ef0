import { CircleAlert, Info } from 'lucide-react';
import type { ReactNode } from 'react';

const TONES = {
  bad: 'border-bad/25 bg-bad-soft text-bad',
  warn: 'border-warn/25 bg-warn-soft text-warn',
  plain: 'border-line bg-sunken text-muted',
} as const;

/** Something that a person should know, with the way out beside it. */
export function Notice({
  tone,
  children,
  actions,
}: {
  tone: keyof typeof TONES;
  children: ReactNode;
  actions?: ReactNode;
}) {
  const Icon = tone === 'plain' ? Info : CircleAlert;
  return (
    <div
      role={tone === 'bad' ? 'alert' : undefined}
      className={`flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border px-3.5 py-2.5 text-sm ${TONES[tone]}`}
    >
      <Icon size={16} aria-hidden="true" className="shrink-0 self-start translate-y-0.5" />
      <div className="min-w-48 flex-1 [overflow-wrap:anywhere]">{children}</div>
      {actions}
    </div>
  );
}
