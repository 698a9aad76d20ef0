import { useEffect, useState } from 'react';

/** A statement laid out to be read; as it is until the formatter is loaded, or where that fails. */
export async function formatSql(sql: string): Promise<string> {
  try {
    return (await import('./sqlFormat')).formatSql(sql);
  } catch {
    return sql;
  }
}

/** A statement laid out to be read. */
export function useFormattedSql(sql: string): string {
  const [formatted, setFormatted] = useState<{ of: string; text: string } | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const format = async () => {
      const text = await formatSql(sql);
      if (isCurrent) setFormatted({ of: sql, text });
    };
    void format();
    return () => {
      isCurrent = false;
    };
  }, [sql]);
  return formatted?.of === sql ? formatted.text : sql;
}
