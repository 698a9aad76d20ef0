import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { type Receipt, Verdict } from '../gen/chatdata/v1/query_result_pb';
import { formatBytes, formatCount, formatDuration } from '../ui/format';
import { Section } from './Section';

/** What the guard checked and measured of a statement. */
export function ReceiptView({
  receipt,
  connectionId = '',
}: {
  receipt: Receipt;
  connectionId?: string;
}) {
  const isAllowed = receipt.verdict === Verdict.ALLOWED;
  const Icon = isAllowed ? ShieldCheck : ShieldAlert;
  const facts = [
    ['Verdict', isAllowed ? 'Allowed' : `Refused${receipt.rule ? `: ${receipt.rule}` : ''}`],
    ['Connection', connectionId],
    ['Reads', receipt.tables.join(', ')],
    ['Rows', isAllowed ? formatCount(receipt.rows) : ''],
    ['Size', isAllowed ? formatBytes(receipt.bytes) : ''],
    ['Shown to the model', isAllowed ? formatBytes(receipt.bytesToModel) : ''],
    ['Time', formatDuration(receipt.elapsed)],
    ['Zone', receipt.timeZone],
    ['Plan cost', receipt.planCost === undefined ? '' : formatCount(Math.round(receipt.planCost))],
    ['SQLSTATE', receipt.sqlstate],
  ].filter(([, value]) => value);
  return (
    <Section title="Receipt">
      <div className="flex gap-2.5">
        <Icon
          size={16}
          aria-hidden="true"
          className={`mt-0.5 shrink-0 ${isAllowed ? 'text-good' : 'text-bad'}`}
        />
        <dl className="flex flex-wrap gap-x-6 gap-y-2 text-xs">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt className="text-muted">{name}</dt>
              <dd className="font-medium tabular-nums [overflow-wrap:anywhere]">{value}</dd>
            </div>
          ))}
        </dl>
      </div>
      {receipt.warnings.length > 0 && (
        <ul className="mt-2 grid gap-1 text-xs text-warn">
          {receipt.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
    </Section>
  );
}
