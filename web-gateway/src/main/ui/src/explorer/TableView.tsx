import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { ArrowLeft, MessageCircleQuestion } from 'lucide-react';
import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import type { TableKey } from '../api/client';
import { profileQuery, sampleQuery, tableInfoQuery } from '../api/queries';
import { Profile } from '../result/Profile';
import { Rows } from '../result/Rows';
import { Section } from '../result/Section';
import { Structure } from '../result/Structure';
import { Button } from '../ui/Button';
import { Dots } from '../ui/Dots';
import { Notice } from '../ui/Notice';
import { questionsAbout } from './questions';

interface Parts {
  table: TableKey;
  onAsk: (question: string) => void;
}

const TABS = [
  { name: 'Structure', Content: StructureTab },
  { name: 'Rows', Content: RowsTab },
  { name: 'Profile', Content: ProfileTab },
];

/** A table: its structure, some rows, what its columns hold, and what to ask about it. */
export function TableView({ table, onBack, onAsk }: Parts & { onBack: () => void }) {
  return (
    <Tabs.Root defaultValue="Structure" className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex items-center gap-2">
        <Button variant="icon" aria-label="All tables" onClick={onBack}>
          <ArrowLeft size={16} />
        </Button>
        <h3 className="min-w-0 truncate font-mono text-sm font-semibold">
          <span className="text-muted">{table.schema}.</span>
          {table.table}
        </h3>
      </div>
      <Tabs.List aria-label="What to see of the table" className="flex gap-0.5">
        {TABS.map(({ name }) => (
          <Tabs.Trigger
            key={name}
            value={name}
            className="h-8 rounded-md px-2.5 text-sm text-muted hover:bg-hover data-[state=active]:bg-hover data-[state=active]:text-ink"
          >
            {name}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {TABS.map(({ name, Content }) => (
        <Tabs.Content
          key={name}
          value={name}
          className="grid grid-cols-[minmax(0,1fr)] gap-4 text-sm"
        >
          <Content table={table} onAsk={onAsk} />
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}

function StructureTab({ table, onAsk }: Parts) {
  const info = useQuery(tableInfoQuery(table));
  return (
    <Loaded query={info}>
      {(data) => (
        <>
          <Structure info={data} />
          <Section title="Questions to start with">
            <ul className="grid gap-1.5">
              {questionsAbout(data).map((question) => (
                <li key={question} className="grid">
                  <button
                    type="button"
                    onClick={() => onAsk(question)}
                    className="flex items-center gap-2 rounded-lg border border-line px-3 py-2 text-left hover:border-edge hover:bg-hover"
                  >
                    <MessageCircleQuestion
                      size={15}
                      aria-hidden="true"
                      className="shrink-0 text-muted"
                    />
                    {question}
                  </button>
                </li>
              ))}
            </ul>
          </Section>
        </>
      )}
    </Loaded>
  );
}

function RowsTab({ table }: Parts) {
  return <Loaded query={useQuery(sampleQuery(table))}>{(data) => <Rows preview={data} />}</Loaded>;
}

function ProfileTab({ table }: Parts) {
  return (
    <Loaded query={useQuery(profileQuery(table))}>{(data) => <Profile profile={data} />}</Loaded>
  );
}

function Loaded<T>({
  query: { data, error },
  children,
}: {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}) {
  if (error) return <Notice tone="bad">{error.message}</Notice>;
  if (data === undefined) {
    return (
      <div className="late py-4 text-muted">
        <Dots />
      </div>
    );
  }
  return children(data);
}
