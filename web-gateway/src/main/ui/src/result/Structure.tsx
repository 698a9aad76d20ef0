import { KeyRound } from 'lucide-react';
import type { Column, ForeignKey, TableInfo } from '../gen/chatdata/v1/catalog_pb';
import { Grid } from './Grid';
import { estimatedRows, kindOf } from './Lists';
import { Section } from './Section';

const COLUMNS = [
  { label: 'Column' },
  { label: 'Type' },
  { label: 'NULL' },
  { label: 'Default', isWide: true },
  { label: 'Refers to' },
  { label: 'Comment', isWide: true },
];

/** The structure of a table. */
export function Structure({ info }: { info: TableInfo }) {
  const { table, columns, foreignKeys, primaryKey, indexes, checks, referencedBy } = info;
  const lists = [
    {
      title: 'Referenced by',
      lines: referencedBy.map((key) => ({
        key: key.name,
        text: `${key.schema}.${key.table} (${key.columns.join(', ')})`,
      })),
    },
    {
      title: 'Indexes',
      lines: indexes.map(({ name, definition }) => ({ key: name, text: definition })),
    },
    {
      title: 'Checks',
      lines: checks.map(({ name, definition }) => ({ key: name, text: definition })),
    },
  ];
  return (
    <>
      {table && (
        <p>
          <span className="font-mono font-semibold">{`${table.schema}.${table.name}`}</span>
          <span className="text-muted">
            {[kindOf(table), estimatedRows(table) && `${estimatedRows(table)} rows`]
              .filter(Boolean)
              .map((fact) => ` · ${fact}`)}
          </span>
          {table.comment && <span className="block text-muted">{table.comment}</span>}
        </p>
      )}
      <Grid
        label="Columns"
        columns={COLUMNS}
        rows={columns.map((column) => ({
          key: column.name,
          cells: cells(column, primaryKey.includes(column.name), foreignKeys),
        }))}
      />
      {lists
        .filter(({ lines }) => lines.length > 0)
        .map(({ title, lines }) => (
          <Section key={title} title={title}>
            <ul className="grid gap-1 font-mono text-xs [overflow-wrap:anywhere]">
              {lines.map(({ key, text }) => (
                <li key={key}>{text}</li>
              ))}
            </ul>
          </Section>
        ))}
    </>
  );
}

function cells(column: Column, isKey: boolean, foreignKeys: readonly ForeignKey[]) {
  const keys = foreignKeys.filter((key) => key.columns.includes(column.name));
  return [
    <span key="name" className="inline-flex items-center gap-1.5 font-mono whitespace-nowrap">
      {column.name}
      {isKey && <KeyRound size={13} role="img" aria-label="primary key" className="text-accent" />}
    </span>,
    <span key="type" className="font-mono text-xs">
      {column.type}
      {column.enumLabels.length > 0 && (
        <span className="block text-muted">{column.enumLabels.join(' | ')}</span>
      )}
    </span>,
    column.nullable ? (
      <span key="nullable" className="text-muted">
        yes
      </span>
    ) : (
      'no'
    ),
    <span key="default" className="font-mono text-xs text-muted [overflow-wrap:anywhere]">
      {column.defaultValue}
    </span>,
    <span key="refers" className="font-mono text-xs">
      {keys
        .map(
          (key) =>
            `${key.referencedTable}.${key.referencedColumns[key.columns.indexOf(column.name)] ?? ''}`,
        )
        .join(', ')}
    </span>,
    column.comment,
  ];
}
