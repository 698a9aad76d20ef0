import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ChartColumn, Download, Maximize2, Table2 } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { Suspense, useMemo, useState } from 'react';
import { resultQuery } from '../api/queries';
import { planChart } from '../chart/plan';
import type { QueryResult } from '../gen/chatdata/v1/query_result_pb';
import { ResultChart } from '../later';
import { Button } from '../ui/Button';
import { CopyButton } from '../ui/CopyButton';
import { Dialog } from '../ui/Dialog';
import { formatCount, plural } from '../ui/format';
import { Notice } from '../ui/Notice';
import { saveFile, toCsv, toJsonText, toMarkdown, toTabs } from './files';
import { ResultTable } from './ResultTable';
import { Section } from './Section';
import type { Sort } from './sort';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const toXlsx = async (result: QueryResult) => (await import('./xlsx')).toXlsx(result);
const FILES = [
  { label: 'CSV', extension: 'csv', type: 'text/csv;charset=utf-8', write: toCsv },
  { label: 'XLSX', extension: 'xlsx', type: XLSX, write: toXlsx },
  { label: 'JSON', extension: 'json', type: 'application/json', write: toJsonText },
];

const VIEWS = [
  { name: 'Table', Icon: Table2 },
  { name: 'Chart', Icon: ChartColumn },
];

/** The rows of a result: to see as a table or a chart, to sort, to copy, to save, and to see on the whole screen. */
export function Rows({ preview }: { preview: QueryResult }) {
  const queries = useQueryClient();
  const [wantsAll, setWantsAll] = useState(false);
  const [sort, setSort] = useState<Sort | null>(null);
  const [isLarge, setLarge] = useState(false);
  const [view, setView] = useState('Table');
  const all = useQuery({ ...resultQuery(preview.resultId), enabled: wantsAll });
  const result = all.data ?? preview;
  const isPart = result.rows.length < preview.rowCount;
  const fetchAll = async () =>
    isPart ? queries.fetchQuery(resultQuery(preview.resultId)) : result;
  const showAll = () => {
    if (!isPart) return;
    if (wantsAll) void all.refetch();
    else setWantsAll(true);
  };
  const save = async ({ extension, type, write }: (typeof FILES)[number]) => {
    const whole = await fetchAll().catch(showAll);
    if (whole) saveFile(`result-${preview.resultId.slice(0, 8)}.${extension}`, type, await write(whole));
  };
  const plan = useMemo(() => planChart(result.columns, result.rows), [result]);
  const views = plan && (
    <ToggleGroup.Root
      type="single"
      aria-label="Shown as"
      value={view}
      onValueChange={(value) => {
        if (!value) return;
        showAll();
        setView(value);
      }}
      className="flex gap-0.5"
    >
      {VIEWS.map(({ name, Icon }) => (
        <ToggleGroup.Item
          key={name}
          value={name}
          className="flex h-7 items-center gap-1.5 rounded-md px-2 text-xs text-muted hover:bg-hover data-[state=on]:bg-hover data-[state=on]:text-ink"
        >
          <Icon size={13} aria-hidden="true" />
          {name}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
  const chart = plan && view === 'Chart' && (
    <Suspense fallback={<div className="h-[22rem]" />}>
      <ResultChart plan={plan} columns={result.columns} rows={result.rows} />
    </Suspense>
  );
  const table = (className: string) => (
    <ResultTable
      columns={result.columns}
      rows={result.rows}
      sort={sort}
      onSort={(next) => {
        // The first rows in order are not the first of all in order.
        showAll();
        setSort(next);
      }}
      className={className}
    />
  );
  const actions = (
    <span className="flex items-center text-muted max-sm:-ml-2">
      {FILES.map((file) => (
        <Button
          key={file.label}
          variant="quiet"
          className="h-7! gap-1! text-xs"
          aria-label={`Download as ${file.label}`}
          onClick={() => void save(file)}
        >
          <Download size={13} aria-hidden="true" />
          {file.label}
        </Button>
      ))}
      <CopyButton text={async () => toTabs(await fetchAll())} label="Copy the rows" />
      <CopyButton
        text={async () => toMarkdown(await fetchAll())}
        label="Copy as Markdown"
        shown="MD"
      />
      {!isLarge && (
        <Button variant="icon" aria-label="Full screen" onClick={() => setLarge(true)}>
          <Maximize2 size={14} />
        </Button>
      )}
    </span>
  );
  const count = (
    <p className="mt-2 flex flex-wrap items-center gap-x-2 text-xs text-muted">
      {isPart ? (
        <>
          First {formatCount(result.rows.length)} of {plural(preview.rowCount, 'row')}
          <Button
            variant="link"
            className="h-7! text-xs!"
            disabled={all.isFetching}
            onClick={showAll}
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
  );
  return (
    <Section title="Rows" start={views} aside={actions}>
      {chart || table('max-h-96')}
      {count}
      {all.error && <Notice tone="bad">{all.error.message}</Notice>}
      <Dialog open={isLarge} onOpenChange={setLarge} title="Rows" size="full">
        <div className="-mt-8 mb-2 flex justify-end pr-10">{actions}</div>
        {table('min-h-0 flex-1')}
        {count}
      </Dialog>
    </Section>
  );
}
