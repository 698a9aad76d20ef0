import { type ReactNode, useMemo } from 'react';
import { CopyButton } from '../ui/CopyButton';
import { Scrollable } from '../ui/Scrollable';
import { layOutSql } from './sql';
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
  const text = useMemo(() => layOutSql(sql), [sql]);
  const actions = (
    <span className="flex">
      {aside}
      <CopyButton text={sql} label="Copy the SQL" />
    </span>
  );
  return (
    <Section title={title} aside={actions}>
      <Scrollable label={title} className="max-h-80 rounded-lg bg-sunken">
        <pre className="w-max p-3 font-mono text-[0.8125rem] leading-relaxed">
          <code>{text}</code>
        </pre>
      </Scrollable>
    </Section>
  );
}
