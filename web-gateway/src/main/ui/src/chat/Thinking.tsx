import { ChevronRight } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import { memo } from 'react';

/** The model's reasoning, folded. */
export const Thinking = memo(function Thinking({
  text,
  isRunning,
}: {
  text: string;
  isRunning: boolean;
}) {
  return (
    <Collapsible.Root>
      <Collapsible.Trigger className="group flex items-center gap-1.5 rounded-md py-0.5 pr-2 text-sm text-muted hover:text-ink">
        <ChevronRight
          size={15}
          aria-hidden="true"
          className="transition-transform group-data-[state=open]:rotate-90"
        />
        {isRunning ? 'Thinking' : 'Thought about it'}
      </Collapsible.Trigger>
      <Collapsible.Content className="mt-1 ml-[7px] border-l-2 border-line pl-4 text-sm whitespace-pre-wrap text-muted [overflow-wrap:anywhere]">
        {text}
      </Collapsible.Content>
    </Collapsible.Root>
  );
});
