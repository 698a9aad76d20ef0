import { ChevronRight } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import { memo, Suspense, useState } from 'react';
import { ToolDetails } from '../later';
import { formatDuration } from '../ui/format';
import { hasStoredError, resultWords, toolSubject, toolWords } from './tools';
import type { ToolCallView } from './turn';

/** A tool call as a grey box: one line of what was done, and all of it on a click. */
export const ToolCard = memo(function ToolCard({
  call,
  turnId,
  isRunning,
}: {
  call: ToolCallView;
  turnId: string;
  /** The turn is still being answered. */
  isRunning: boolean;
}) {
  // A chart is made to be seen.
  const [isOpen, setOpen] = useState(call.tool === 'create_chart');
  const { icon: Icon, doing, done } = toolWords(call.tool);
  const isWaiting = isRunning && !call.result;
  const isError = call.result?.outcome.case === 'error' || hasStoredError(call);
  const subject = toolSubject(call);
  return (
    <Collapsible.Root
      open={isOpen}
      onOpenChange={setOpen}
      className="overflow-hidden rounded-xl border border-tool-line bg-tool text-sm"
    >
      <Collapsible.Trigger
        data-tool={call.tool}
        className="group flex w-full items-center gap-2.5 px-3.5 py-2 text-left transition-colors hover:bg-hover/60 focus-visible:-outline-offset-2"
      >
        <Icon
          size={15}
          aria-hidden="true"
          className={`shrink-0 ${isError ? 'text-bad' : 'text-muted'}`}
        />
        <span className="shrink-0 font-medium">{isWaiting ? doing : done}</span>
        <span className="min-w-0 flex-1 truncate font-mono text-xs text-muted">{subject}</span>
        <Summary call={call} isError={isError} />
        <ChevronRight
          size={15}
          aria-hidden="true"
          className="shrink-0 text-muted transition-transform group-data-[state=open]:rotate-90"
        />
      </Collapsible.Trigger>
      <Collapsible.Content className="border-t border-tool-line bg-canvas">
        <Suspense>
          <ToolDetails call={call} turnId={turnId} isRunning={isRunning} />
        </Suspense>
      </Collapsible.Content>
    </Collapsible.Root>
  );
});

function Summary({ call, isError }: { call: ToolCallView; isError: boolean }) {
  const words = call.result ? resultWords(call.result) : isError ? 'Failed' : '';
  const elapsed = formatDuration(call.result?.elapsed);
  return (
    <span className="flex shrink-0 items-center gap-2 text-xs text-muted tabular-nums">
      {words && <span className={isError ? 'font-medium text-bad' : ''}>{words}</span>}
      {elapsed && <span className="max-sm:hidden">{elapsed}</span>}
    </span>
  );
}
