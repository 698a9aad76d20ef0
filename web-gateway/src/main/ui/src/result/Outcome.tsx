import type { ToolResult } from '../gen/chatdata/v1/chat_event_pb';
import { CreatedChart } from './CreatedChart';
import { ConnectionList, SchemaList, TableList } from './Lists';
import { Profile } from './Profile';
import { Result } from './Result';
import { Structure } from './Structure';
import { Failure } from './Failure';

/** What came of a tool call. */
export function Outcome({
  result: { outcome },
  sql,
}: {
  result: ToolResult;
  /** As the model wrote it. */ sql: string;
}) {
  switch (outcome.case) {
    case 'listConnections':
      return <ConnectionList connections={outcome.value.connections} />;
    case 'listSchemas':
      return <SchemaList schemas={outcome.value.schemas} />;
    case 'listTables':
      return <TableList response={outcome.value} />;
    case 'getTableInfo':
      return <Structure info={outcome.value} />;
    case 'profileTable':
      return <Profile profile={outcome.value} />;
    case 'sampleRows':
    case 'runQuery':
      return <Result preview={outcome.value} askedSql={sql} />;
    case 'createChart':
      return <CreatedChart chart={outcome.value} />;
    case 'error':
      return <Failure error={outcome.value} sql={sql} />;
    case undefined:
      return <p className="text-muted">This version can’t show what this tool returns.</p>;
  }
}
