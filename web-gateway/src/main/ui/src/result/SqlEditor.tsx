import { useMutation } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { runQuery } from '../api/client';
import { formatSql } from '../code/useFormattedSql';
import type { QueryResult } from '../gen/chatdata/v1/query_result_pb';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { Section } from './Section';
import { Sql } from './Sql';

/** A statement that can be changed and run again, outside of the conversation. */
export function SqlEditor({
  sql,
  connectionId,
  onResult,
}: {
  sql: string;
  connectionId: string;
  onResult: (result: QueryResult) => void;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  const run = useMutation({
    networkMode: 'always',
    mutationFn: (text: string) => runQuery(connectionId, text),
    onSuccess: (result) => {
      setDraft(null);
      onResult(result);
    },
  });
  if (draft === null) {
    const edit = (
      <Button
        variant="icon"
        aria-label="Edit and run"
        onClick={async () => {
          run.reset();
          setDraft(await formatSql(sql));
        }}
      >
        <Pencil size={14} />
      </Button>
    );
    return <Sql sql={sql} aside={edit} />;
  }
  const canRun = !run.isPending && draft.trim() !== '';
  return (
    <Section title="SQL">
      <textarea
        aria-label="Statement"
        // The person asked to edit right here.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        spellCheck={false}
        rows={Math.min(16, draft.split('\n').length + 1)}
        value={draft}
        className="block w-full resize-y rounded-lg border border-edge bg-raised p-3 font-mono text-[0.8125rem] leading-relaxed focus:border-accent focus:outline-none"
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && canRun) {
            run.mutate(draft);
          } else if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            setDraft(null);
          }
        }}
      />
      {run.error && (
        <div className="mt-2">
          <Notice tone="bad">{run.error.message}</Notice>
        </div>
      )}
      <div className="mt-2 flex items-center justify-end gap-2">
        <Button variant="quiet" className="text-sm" onClick={() => setDraft(null)}>
          Cancel
        </Button>
        <Button
          variant="primary"
          className="h-8! text-sm"
          title="Run (Ctrl+Enter)"
          disabled={!canRun}
          onClick={() => run.mutate(draft)}
        >
          {run.isPending ? 'Running…' : 'Run'}
        </Button>
      </div>
    </Section>
  );
}
