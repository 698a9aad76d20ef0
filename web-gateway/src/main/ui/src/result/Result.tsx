import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { resultQuery } from '../api/queries';
import type { QueryResult } from '../gen/chatdata/v1/query_result_pb';
import { Button } from '../ui/Button';
import { formatCount, plural } from '../ui/format';
import { Notice } from '../ui/Notice';
import { ReceiptView } from './ReceiptView';
import { ResultTable } from './ResultTable';
import { Section } from './Section';
import { Sql } from './Sql';
import { isSameSql } from './sql';

/** What a query returned: the statement as executed, its rows, and what the guard checked. */
export function Result({ preview, askedSql }: { preview: QueryResult; askedSql: string }) {
  const [wantsAll, setWantsAll] = useState(false);
  const all = useQuery({ ...resultQuery(preview.resultId), enabled: wantsAll });
  const result = all.data ?? preview;
  const isPart = result.rows.length < preview.rowCount;
  return (
    <>
      {preview.sql && <Sql sql={preview.sql} />}
      {askedSql && preview.sql && !isSameSql(askedSql, preview.sql) && (
        <Sql title="As the model wrote it" sql={askedSql} />
      )}
      <Section title="Rows">
        <ResultTable columns={result.columns} rows={result.rows} />
        <p className="mt-2 flex flex-wrap items-center gap-x-2 text-xs text-muted">
          {isPart ? (
            <>
              First {formatCount(result.rows.length)} of {plural(preview.rowCount, 'row')}
              <Button
                variant="link"
                className="h-7! text-xs!"
                disabled={all.isFetching}
                onClick={() => (wantsAll ? all.refetch() : setWantsAll(true))}
              >
                {all.isFetching ? 'Loading…' : 'Show all'}
              </Button>
            </>
          ) : (
            plural(preview.rowCount, 'row')
          )}
          {preview.truncated && (
            <span className="rounded-md bg-warn-soft px-1.5 py-0.5 font-medium text-warn">
              Truncated: there are more than these {formatCount(preview.rowCount)}
            </span>
          )}
        </p>
        {all.error && <Notice tone="bad">{all.error.message}</Notice>}
      </Section>
      {preview.receipt && <ReceiptView receipt={preview.receipt} />}
    </>
  );
}
