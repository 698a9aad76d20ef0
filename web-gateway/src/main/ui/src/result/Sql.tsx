import type { ReactNode } from 'react';
import { Code } from '../code/Code';
import { useFormattedSql } from '../code/useFormattedSql';
import { CopyButton } from '../ui/CopyButton';
import { Scrollable } from '../ui/Scrollable';
import { Section } from './Section';

/** A statement, laid out to be read and copied as it is. */
export function Sql({
  title = 'SQL',
  sql,
  aside,
}: {
  title?: string;
  sql: string;
  aside?: ReactNode;
}) {
  const text = useFormattedSql(sql);
  const actions = (
    <span className="flex">
      {aside}
      <CopyButton text={sql} label="Copy the SQL" />
    </span>
  );
  return (
    <Section title={title} aside={actions}>
      <Scrollable label={title} className="max-h-80 rounded-lg bg-sunken">
        <pre className="p-3 font-mono text-[0.8125rem] leading-relaxed whitespace-pre-wrap [overflow-wrap:anywhere]">
          <Code text={text} language="sql" />
        </pre>
      </Scrollable>
    </Section>
  );
}
