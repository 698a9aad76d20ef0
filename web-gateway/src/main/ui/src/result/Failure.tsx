import { ErrorReason } from '../gen/chatdata/v1/error_reason_pb';
import type { ToolError } from '../gen/chatdata/v1/chat_event_pb';
import { Notice } from '../ui/Notice';
import { ReceiptView } from './ReceiptView';
import { Section } from './Section';
import { Sql } from './Sql';

/** Why a tool call failed, in full, with the place in the statement where it is known. */
export function Failure({ error, sql }: { error: ToolError; sql: string }) {
  const reason = error.reason === ErrorReason.UNSPECIFIED ? '' : ErrorReason[error.reason];
  return (
    <>
      {sql &&
        (error.position > 0 ? (
          <MarkedSql sql={sql} position={error.position} />
        ) : (
          <Sql sql={sql} />
        ))}
      <Notice tone="bad">
        <p className="whitespace-pre-wrap">{error.message}</p>
        <p className="mt-1 font-mono text-xs">
          {[reason, error.sqlstate && `SQLSTATE ${error.sqlstate}`].filter(Boolean).join(' · ')}
        </p>
      </Notice>
      {error.receipt && <ReceiptView receipt={error.receipt} />}
    </>
  );
}

/** The statement as the model wrote it, the fault marked. Positions count characters, not UTF-16 units. */
function MarkedSql({ sql, position }: { sql: string; position: number }) {
  const characters = [...sql];
  const before = characters.slice(0, position - 1).join('');
  const rest = characters.slice(position - 1).join('');
  const fault = /^(?:[\w$]+|"[^"]*"|'[^']*'|[\s\S])/u.exec(rest)?.[0] ?? '';
  return (
    <Section title="SQL">
      <pre className="max-h-80 overflow-auto rounded-lg bg-sunken p-3 font-mono text-[0.8125rem] leading-relaxed whitespace-pre-wrap">
        <code>
          {before}
          <mark className="rounded-sm bg-bad-soft text-bad underline decoration-wavy underline-offset-4">
            {fault}
          </mark>
          {rest.slice(fault.length)}
        </code>
      </pre>
    </Section>
  );
}
