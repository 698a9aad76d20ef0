import { ShieldAlert } from 'lucide-react';
import type { TestConnectionResponse } from '../gen/chatdata/v1/setup_service_pb';
import { CopyButton } from '../ui/CopyButton';
import { Scrollable } from '../ui/Scrollable';

/** What a login can do besides reading, and both ways out. */
export function UnsafeRole({
  found,
  isAccepted,
  onAccept,
}: {
  found: TestConnectionResponse;
  isAccepted: boolean;
  onAccept: (isAccepted: boolean) => void;
}) {
  return (
    <div role="status" className="grid grid-cols-[minmax(0,1fr)] gap-3 rounded-xl border border-warn/30 bg-warn-soft p-3.5 text-sm">
      <div className="flex items-start gap-2.5 text-warn">
        <ShieldAlert size={17} aria-hidden="true" className="mt-0.5 shrink-0" />
        <div className="[overflow-wrap:anywhere]">
          <p className="font-medium">The user {found.user} can do more than read. It</p>
          <ul className="list-disc pl-4">
            {found.powers.map((power) => (
              <li key={power}>{power}</li>
            ))}
          </ul>
        </div>
      </div>
      <div>
        <div className="flex items-center justify-between gap-2">
          <h3 className="font-medium">Better: a user that can only read</h3>
          <CopyButton text={found.roleSql} label="Copy the SQL" />
        </div>
        <p className="text-muted">
          Run this as the database’s owner, with a password of your own. Then put that user in
          above and test again.
        </p>
        <Scrollable
          label="SQL that makes a user who can only read"
          className="mt-2 max-h-36 rounded-lg border border-line bg-raised p-3"
        >
          <pre className="font-mono text-xs leading-relaxed whitespace-pre-wrap [overflow-wrap:anywhere]">{found.roleSql}</pre>
        </Scrollable>
      </div>
      <label className="flex items-start gap-2.5 border-t border-warn/25 pt-3">
        <input
          type="checkbox"
          className="mt-1 size-4 shrink-0 accent-(--warn)"
          checked={isAccepted}
          onChange={(event) => onAccept(event.target.checked)}
        />
        <span>
          <span className="font-medium">Or use {found.user} all the same.</span>{' '}
          <span className="text-muted">
            Statements are still checked and run read-only, but the database itself would let more
            happen. A sign in the page will say so.
          </span>
        </span>
      </label>
    </div>
  );
}
