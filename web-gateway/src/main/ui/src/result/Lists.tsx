import {
  type ListTablesResponse,
  type Schema,
  type Table,
  TableKind,
} from '../gen/chatdata/v1/catalog_pb';
import { type Connection, ReadOnlyState } from '../gen/chatdata/v1/connection_pb';
import { formatBytes, formatCompact, formatCount, plural } from '../ui/format';
import { Grid } from './Grid';

const KINDS: Readonly<Record<TableKind, string>> = {
  [TableKind.UNSPECIFIED]: '',
  [TableKind.TABLE]: 'table',
  [TableKind.VIEW]: 'view',
  [TableKind.MATERIALIZED_VIEW]: 'materialized view',
  [TableKind.PARTITIONED_TABLE]: 'partitioned table',
  [TableKind.FOREIGN_TABLE]: 'foreign table',
};

const TABLE_COLUMNS = [
  { label: 'Table' },
  { label: 'Kind' },
  { label: 'Rows', isRight: true },
  { label: 'Size', isRight: true },
  { label: 'Comment', isWide: true },
];

/** About how many rows a table has. Empty when the database doesn't know. */
export const estimatedRows = ({ estimatedRows: rows }: Table): string =>
  rows < 0n ? '' : `≈ ${formatCompact(rows)}`;

export const kindOf = ({ kind }: Table): string => KINDS[kind] ?? '';

export function TableList({ response: { tables, totalCount } }: { response: ListTablesResponse }) {
  if (tables.length === 0) return <p className="text-muted">No tables</p>;
  return (
    <div>
      <Grid
        label="Tables"
        columns={TABLE_COLUMNS}
        rows={tables.map((table) => ({
          key: `${table.schema}.${table.name}`,
          cells: [
            <span key="name" className="font-mono">
              <span className="text-muted">{table.schema}.</span>
              {table.name}
            </span>,
            kindOf(table),
            estimatedRows(table),
            table.sizeBytes > 0n ? formatBytes(table.sizeBytes) : '',
            table.comment,
          ],
        }))}
      />
      {totalCount > tables.length && (
        <p className="mt-2 text-xs text-muted">
          First {formatCount(tables.length)} of {plural(totalCount, 'table')}
        </p>
      )}
    </div>
  );
}

const SCHEMA_COLUMNS = [
  { label: 'Schema' },
  { label: 'Tables', isRight: true },
  { label: 'Comment', isWide: true },
];

export function SchemaList({ schemas }: { schemas: readonly Schema[] }) {
  return (
    <Grid
      label="Schemas"
      columns={SCHEMA_COLUMNS}
      rows={schemas.map(({ name, tableCount, comment }) => ({
        key: name,
        cells: [
          <span key="name" className="font-mono">
            {name}
          </span>,
          formatCount(tableCount),
          comment,
        ],
      }))}
    />
  );
}

const CONNECTION_COLUMNS = [
  { label: 'Connection' },
  { label: 'Database' },
  { label: 'Role' },
  { label: 'About', isWide: true },
];

const ROLES: Readonly<Record<ReadOnlyState, string>> = {
  [ReadOnlyState.UNSPECIFIED]: 'not checked yet',
  [ReadOnlyState.VERIFIED]: 'can only read',
  [ReadOnlyState.OVERRIDDEN]: 'can write; allowed by the operator',
  [ReadOnlyState.REFUSED]: 'can write; refused',
};

export function ConnectionList({ connections }: { connections: readonly Connection[] }) {
  return (
    <Grid
      label="Connections"
      columns={CONNECTION_COLUMNS}
      rows={connections.map(({ id, name, database, readOnlyState, description, warnings }) => ({
        key: id,
        cells: [
          <span key="name">
            <span className="font-mono">{id}</span>
            {name && name !== id && <span className="block text-muted">{name}</span>}
          </span>,
          <span key="database" className="font-mono">
            {database}
          </span>,
          ROLES[readOnlyState] ?? '',
          <span key="about">
            {description}
            {warnings.map((warning) => (
              <span key={warning} className="block text-warn">
                {warning}
              </span>
            ))}
          </span>,
        ],
      }))}
    />
  );
}
