import { useInfiniteQuery } from '@tanstack/react-query';
import { ChevronRight, Table2 } from 'lucide-react';
import type { TableKey } from '../api/client';
import { tablesQuery } from '../api/queries';
import type { Table } from '../gen/chatdata/v1/catalog_pb';
import { estimatedRows, kindOf } from '../result/Lists';
import { LoadMore } from '../sidebar/LoadMore';
import { Dots } from '../ui/Dots';
import { Notice } from '../ui/Notice';

/** The tables of a connection by schema. */
export function TableBrowser({
  connectionId,
  nameContains,
  onOpen,
}: {
  connectionId: string;
  nameContains: string;
  onOpen: (table: TableKey) => void;
}) {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(tablesQuery(connectionId, nameContains));
  const tables = data?.pages.flatMap((page) => page.tables) ?? [];
  if (error) return <Notice tone="bad">{error.message}</Notice>;
  if (isPending) {
    return (
      <div className="late py-4 text-muted">
        <Dots />
      </div>
    );
  }
  if (tables.length === 0) {
    return (
      <p role="status" className="text-sm text-muted">
        {nameContains ? `No table’s name has “${nameContains}”.` : 'There are no tables here.'}
      </p>
    );
  }
  const schemas = [...new Set(tables.map(({ schema }) => schema))];
  return (
    <div>
      {schemas.map((schema) => (
        <section key={schema} aria-label={schema} className="not-first:mt-4">
          <h3 className="mb-1 px-2 text-xs font-medium text-muted">{schema}</h3>
          <ul className="grid grid-cols-[minmax(0,1fr)] gap-px">
            {tables
              .filter((table) => table.schema === schema)
              .map((table) => (
                <li key={table.name} className="grid">
                  <TableRow
                    table={table}
                    onOpen={() => onOpen({ connectionId, schema, table: table.name })}
                  />
                </li>
              ))}
          </ul>
        </section>
      ))}
      {hasNextPage && <LoadMore isLoading={isFetchingNextPage} onWanted={fetchNextPage} />}
    </div>
  );
}

function TableRow({ table, onOpen }: { table: Table; onOpen: () => void }) {
  const facts = [kindOf(table) === 'table' ? '' : kindOf(table), estimatedRows(table)];
  return (
    <button
      type="button"
      title={table.comment || undefined}
      onClick={onOpen}
      className="flex items-center gap-2.5 rounded-lg px-2 py-1.5 text-left text-sm transition-colors hover:bg-hover focus-visible:-outline-offset-2"
    >
      <Table2 size={15} aria-hidden="true" className="shrink-0 text-muted" />
      <span className="min-w-0 flex-1 truncate font-mono text-[0.8125rem]">{table.name}</span>
      <span className="shrink-0 text-xs text-muted tabular-nums">
        {facts.filter(Boolean).join(' · ')}
      </span>
      <ChevronRight size={14} aria-hidden="true" className="shrink-0 text-muted" />
    </button>
  );
}
