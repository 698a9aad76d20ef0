import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Button } from '../ui/Button';

/** Which of several branches at a message is shown: ‹ 2 / 3 ›. Nothing where there is one. */
export function BranchSwitch({
  messageId,
  siblingIds,
  disabled,
  onSwitch,
}: {
  messageId: string;
  siblingIds: readonly string[];
  disabled: boolean;
  onSwitch: (messageId: string) => void;
}) {
  const index = siblingIds.indexOf(messageId);
  if (siblingIds.length < 2 || index < 0) return null;
  const before = siblingIds[index - 1];
  const after = siblingIds[index + 1];
  return (
    <span className="inline-flex items-center text-xs text-muted tabular-nums">
      <Button
        variant="icon"
        aria-label="Previous version"
        className="size-7!"
        disabled={disabled || !before}
        onClick={() => before && onSwitch(before)}
      >
        <ChevronLeft size={15} />
      </Button>
      <span aria-label={`Version ${index + 1} of ${siblingIds.length}`}>
        {index + 1} / {siblingIds.length}
      </span>
      <Button
        variant="icon"
        aria-label="Next version"
        className="size-7!"
        disabled={disabled || !after}
        onClick={() => after && onSwitch(after)}
      >
        <ChevronRight size={15} />
      </Button>
    </span>
  );
}
