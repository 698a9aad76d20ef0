import { ChartAggregate, ChartMark, type ChartSpec } from '../gen/chatdata/v1/chart_pb';

/** A chart in words. */
export function ChartWords({ chart }: { chart: ChartSpec }) {
  const aggregate =
    chart.aggregate === ChartAggregate.UNSPECIFIED
      ? ''
      : ` (${ChartAggregate[chart.aggregate].toLowerCase()})`;
  const y = chart.y.join(', ') || 'count';
  return (
    <p>
      {chart.title && <strong className="font-medium">{chart.title}: </strong>}
      {`${ChartMark[chart.mark].toLowerCase()} chart of ${y}${aggregate} by ${chart.x}`}
      {chart.series && `, a series for each ${chart.series}`}
    </p>
  );
}
