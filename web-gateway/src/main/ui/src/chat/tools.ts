import {
  ChartColumn,
  Database,
  FolderTree,
  ListTree,
  type LucideIcon,
  Rows3,
  ScanSearch,
  Table2,
  TextSearch,
  Wrench,
} from 'lucide-react';
import { Verdict } from '../gen/chatdata/v1/query_result_pb';
import type { ToolResult } from '../gen/chatdata/v1/chat_event_pb';
import { formatCompact, plural } from '../ui/format';
import type { ToolCallView } from './turn';

interface ToolWords {
  icon: LucideIcon;
  /** While it runs. */
  doing: string;
  /** Afterwards. */
  done: string;
}

const WORDS: Readonly<Record<string, ToolWords>> = {
  list_connections: { icon: Database, doing: 'Listing connections', done: 'Listed connections' },
  list_schemas: { icon: FolderTree, doing: 'Listing schemas', done: 'Listed schemas' },
  list_tables: { icon: ListTree, doing: 'Listing tables', done: 'Listed tables' },
  get_table_info: {
    icon: Table2,
    doing: 'Reading a table’s structure',
    done: 'Read the structure',
  },
  sample_rows: { icon: Rows3, doing: 'Sampling rows', done: 'Sampled rows' },
  profile_table: { icon: ScanSearch, doing: 'Profiling a table', done: 'Profiled a table' },
  run_query: { icon: TextSearch, doing: 'Running a query', done: 'Ran a query' },
  create_chart: { icon: ChartColumn, doing: 'Drawing a chart', done: 'Drew a chart' },
};

/** A tool in words for a person. */
export function toolWords(tool: string): ToolWords {
  return WORDS[tool] ?? { icon: Wrench, doing: `Calling ${tool}`, done: tool };
}

/** What a call is about, on one line: a table, a statement, a part of a name. Empty when nothing special. */
export function toolSubject({ arguments: given }: ToolCallView): string {
  const text = (name: string): string => {
    const value = given[name];
    return typeof value === 'string' ? value : '';
  };
  if (text('sql')) return text('sql').replaceAll(/\s+/g, ' ').trim();
  if (text('table')) return [text('schema'), text('table')].filter(Boolean).join('.');
  if (text('name_contains')) return `“${text('name_contains')}”`;
  return text('schema') || text('title');
}

/** What came of a call, in a few words. */
export function resultWords({ outcome }: ToolResult): string {
  switch (outcome.case) {
    case 'listConnections':
      return plural(outcome.value.connections.length, 'connection');
    case 'listSchemas':
      return plural(outcome.value.schemas.length, 'schema');
    case 'listTables':
      return plural(Math.max(outcome.value.totalCount, outcome.value.tables.length), 'table');
    case 'getTableInfo':
      return plural(outcome.value.columns.length, 'column');
    case 'sampleRows':
    case 'runQuery':
      return `${plural(outcome.value.rowCount, 'row')}${outcome.value.truncated ? ', truncated' : ''}`;
    case 'profileTable':
      return `${plural(outcome.value.columns.length, 'column')}, ${formatCompact(outcome.value.rowsProfiled)} rows`;
    case 'createChart':
      return '';
    case 'error':
      return outcome.value.receipt?.verdict === Verdict.REFUSED ? 'Refused' : 'Failed';
    case undefined:
      return '';
  }
}

/** True when a stored call of a past turn, whose result is not at hand, is known to have failed. */
export function hasStoredError({ stored }: ToolCallView): boolean {
  return (
    typeof stored === 'object' &&
    stored !== null &&
    !Array.isArray(stored) &&
    Boolean(stored['error'])
  );
}
