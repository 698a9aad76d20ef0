import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './java';

/** A figure that was measured several times. */
export interface Figure {
  name: string;
  unit: 'KB' | 'ms';
  value: number;
  /** The most that is good enough. Nothing where the figure is only told. */
  limit?: number;
  samples: readonly number[];
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** The smallest sample that at least this part of them doesn't exceed. */
export function quantile(samples: readonly number[], part: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

export const isMet = ({ value, limit }: Figure): boolean => limit === undefined || value <= limit;

/** Prints the figures as a table and writes them with the machine to target/bench/page.json. */
export function report(figures: readonly Figure[], loadBefore: number): void {
  const [{ model = '' } = {}, ...others] = cpus();
  const machine = {
    processors: others.length + 1,
    model,
    load_before: round(loadBefore),
    load_after: round(loadavg()[0] ?? 0),
  };
  const folder = join(ROOT, 'target', 'bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'page.json'),
    `${JSON.stringify({ machine, figures: figures.map((one) => ({ ...one, met: isMet(one) })) }, null, 2)}\n`,
  );
  const rows = figures.map((one) => [
    one.name,
    `${round(one.value)} ${one.unit}`,
    one.limit === undefined ? '' : `${one.limit} ${one.unit}`,
    one.limit === undefined ? '' : isMet(one) ? 'met' : 'MISSED',
    `${round(Math.min(...one.samples))} to ${round(Math.max(...one.samples))}, ${one.samples.length} times`,
  ]);
  const table = [['figure', 'measured', 'limit', '', 'from, to'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const lines = table.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd(),
  );
  process.stdout.write(
    `\n${lines.join('\n')}\n\n${machine.processors} × ${model}, load ${machine.load_before} before and ${machine.load_after} after\n\n`,
  );
}

const round = (value: number): number => Math.round(value * 10) / 10;
