import { useState } from 'react';
import type { QueryResult } from '../gen/chatdata/v1/query_result_pb';
import { Button } from '../ui/Button';
import { ReceiptView } from './ReceiptView';
import { Rows } from './Rows';
import { Sql } from './Sql';
import { SqlEditor } from './SqlEditor';
import { isSameSql } from './sql';

/** What a query returned: the statement as executed, its rows, and what the guard checked. */
export function Result({ preview, askedSql }: { preview: QueryResult; askedSql: string }) {
  const [own, setOwn] = useState<QueryResult | null>(null);
  const result = own ?? preview;
  // As it was written reads better than as it was executed, where both are the same.
  const isAsAsked = !own && isSameSql(askedSql, preview.sql);
  return (
    <>
      {result.sql && (
        <SqlEditor
          sql={isAsAsked ? askedSql : result.sql}
          connectionId={preview.connectionId}
          onResult={setOwn}
        />
      )}
      {own ? (
        <p className="flex flex-wrap items-center gap-x-2 text-muted">
          Your own statement; the conversation doesn’t know of it.
          <Button variant="link" onClick={() => setOwn(null)}>
            Back to the answer’s
          </Button>
        </p>
      ) : (
        askedSql &&
        preview.sql &&
        !isAsAsked && <Sql title="As the model wrote it" sql={askedSql} />
      )}
      <Rows key={result.resultId} preview={result} />
      {result.receipt && (
        <ReceiptView receipt={result.receipt} connectionId={preview.connectionId} />
      )}
    </>
  );
}
