import type { ToolCallView } from '../chat/turn';

/** The tool and what it was called with. A statement that was executed is shown as such instead. */
export function Arguments({ call }: { call: ToolCallView }) {
  const outcome = call.result?.outcome;
  const isSqlShown = outcome?.case === 'runQuery' || outcome?.case === 'error';
  const given = Object.entries(call.arguments).filter(([name]) => !(name === 'sql' && isSqlShown));
  return (
    <div className="min-w-0">
      <dl className="flex flex-wrap gap-x-5 gap-y-1 font-mono text-xs">
        <dt className="sr-only">Tool</dt>
        <dd className="font-semibold">{call.tool}</dd>
        {given.map(([name, value]) => (
          <div key={name} className="flex min-w-0 gap-1.5">
            <dt className="text-muted">{name}</dt>
            <dd className="min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]">
              {typeof value === 'string' ? value : JSON.stringify(value)}
            </dd>
          </div>
        ))}
      </dl>
      {call.argumentsText && (
        <pre className="mt-2 overflow-x-auto rounded-lg bg-sunken p-3 font-mono text-xs">
          {call.argumentsText}
        </pre>
      )}
    </div>
  );
}
