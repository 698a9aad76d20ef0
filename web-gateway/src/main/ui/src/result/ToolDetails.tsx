import type { JsonValue } from '@bufbuild/protobuf';
import { useQuery } from '@tanstack/react-query';
import { turnLogQuery } from '../api/queries';
import { findCall, type ToolCallView } from '../chat/turn';
import { Dots } from '../ui/Dots';
import { Notice } from '../ui/Notice';
import { Arguments } from './Arguments';
import { Outcome } from './Outcome';
import { Section } from './Section';

/** All of a tool call: its arguments and what came of it. That of a past turn is read when this is first shown. */
export function ToolDetails({
  call,
  turnId,
  isRunning,
}: {
  call: ToolCallView;
  turnId: string;
  isRunning: boolean;
}) {
  const isPast = !isRunning && !call.result;
  const log = useQuery({ ...turnLogQuery(turnId), enabled: isPast });
  const whole = (isPast && log.data && findCall(log.data, call.id)) || call;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4">
      <Arguments call={whole} />
      {whole.result ? (
        <Outcome result={whole.result} sql={sqlOf(whole)} />
      ) : isRunning || log.isPending ? (
        <div className="py-1 text-muted">
          <Dots />
        </div>
      ) : (
        <StoredOutcome stored={call.stored} problem={log.error} />
      )}
    </div>
  );
}

/** What the model was given, where the result itself can't be had. */
function StoredOutcome({ stored, problem }: { stored: JsonValue; problem: Error | null }) {
  return (
    <>
      {problem && <Notice tone="warn">{problem.message}</Notice>}
      {stored !== null && (
        <Section title="What the model was given">
          <pre className="max-h-96 overflow-auto rounded-lg bg-sunken p-3 font-mono text-xs whitespace-pre-wrap">
            {typeof stored === 'string' ? stored : JSON.stringify(stored, null, 2)}
          </pre>
        </Section>
      )}
    </>
  );
}

function sqlOf({ arguments: given }: ToolCallView): string {
  return typeof given['sql'] === 'string' ? given['sql'] : '';
}
