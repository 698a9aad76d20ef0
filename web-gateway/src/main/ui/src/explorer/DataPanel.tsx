import { X } from 'lucide-react';
import { useState } from 'react';
import { connectionGroups, initialChoice, type Choices, useChoices } from '../choice/choice';
import type { TableKey } from '../api/client';
import { useSetupAction } from '../setup/setup';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { Picker } from '../ui/Picker';
import { TableBrowser } from './TableBrowser';
import { TableView } from './TableView';

/** The data of a connection, to look around in without asking anybody. */
export function DataPanel({
  onAsk,
  onClose,
}: {
  /** Takes a question to begin with. */
  onAsk: (question: string) => void;
  onClose: () => void;
}) {
  const { choices, problem } = useChoices();
  return (
    <section aria-label="Data" className="flex h-full flex-col bg-canvas">
      <div className="flex h-14 shrink-0 items-center justify-between border-b border-line pr-3 pl-4">
        <h2 className="font-medium">Data</h2>
        <Button variant="icon" aria-label="Close the data" onClick={onClose}>
          <X size={17} />
        </Button>
      </div>
      {problem && <Notice tone="bad">{problem.message}</Notice>}
      {choices && <Browser choices={choices} onAsk={onAsk} />}
    </section>
  );
}

function Browser({ choices, onAsk }: { choices: Choices; onAsk: (question: string) => void }) {
  const [connectionId, setConnectionId] = useState(() => initialChoice(choices).connection_id);
  const [open, setOpen] = useState<TableKey | null>(null);
  const [text, setText] = useState('');
  const connect = useSetupAction('connection', setConnectionId);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-4">
      {open ? (
        <TableView
          key={`${open.schema}.${open.table}`}
          table={open}
          onBack={() => setOpen(null)}
          onAsk={onAsk}
        />
      ) : (
        <>
          <Picker
            shape="field"
            label="Connection to look at"
            value={connectionId}
            groups={connectionGroups(choices.connections)}
            {...connect}
            onChange={setConnectionId}
          />
          <input
            type="search"
            aria-label="Words of the table"
            placeholder="Find a table"
            className="h-10 w-full shrink-0 rounded-lg border border-edge bg-raised px-3 placeholder:text-muted focus:border-accent focus:outline-none"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <TableBrowser connectionId={connectionId} nameContains={text.trim()} onOpen={setOpen} />
        </>
      )}
    </div>
  );
}
