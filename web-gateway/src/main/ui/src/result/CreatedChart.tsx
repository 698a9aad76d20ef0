import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { resultQuery } from '../api/queries';
import { drawSpec } from '../chart/spec';
import type { ChartSpec } from '../gen/chatdata/v1/chart_pb';
import { ResultChart } from '../later';
import { Dots } from '../ui/Dots';
import { Notice } from '../ui/Notice';
import { ChartWords } from './ChartWords';

/** A chart that a model asked for. */
export function CreatedChart({ chart }: { chart: ChartSpec }) {
  const result = useQuery(resultQuery(chart.resultId));
  const drawing = result.data && drawSpec(chart, result.data);
  return (
    <figure>
      <figcaption className="mb-1">
        <ChartWords chart={chart} />
      </figcaption>
      {result.isPending && <Dots />}
      {result.error && <Notice tone="warn">{result.error.message}</Notice>}
      {drawing && (
        <Suspense fallback={<div className="h-[22rem]" />}>
          <ResultChart {...drawing} />
        </Suspense>
      )}
    </figure>
  );
}
