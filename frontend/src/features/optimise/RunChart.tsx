/** Quality and bound over time: where the two meet, nothing better is left to find. */
import { LineChart } from '@mantine/charts';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { formatCompact, formatSeconds } from '../../shell/format';
import type { HistoryPoint } from './types';

const maxPoints = 120;

export function RunChart({ history }: { history: HistoryPoint[] }) {
  const { t } = useTranslation('optimise');
  const known = history.filter(([, objective]) => objective != null);
  if (known.length < 2) return <Text size="xs" c="dimmed" h={130} pt={52} ta="center">{t('chart.waiting')}</Text>;
  const every = Math.ceil(known.length / maxPoints);
  const data = known.filter((_, i) => i % every === 0 || i === known.length - 1).map(([seconds, objective, bound]) => ({ seconds, objective, bound }));
  const hasBound = data.some(({ bound }) => bound != null);
  return (
    <figure style={{ margin: 0 }} aria-label={t('chart.label')}>
      <LineChart
        h={130} data={data} dataKey="seconds" withDots={false} curveType="linear" gridAxis="none" strokeWidth={2} withLegend={hasBound}
        legendProps={{ verticalAlign: 'top', height: 22 }} xAxisProps={{ type: 'number', domain: ['dataMin', 'dataMax'], tickFormatter: formatSeconds, tickCount: 4 }} yAxisProps={{ domain: ['auto', 'auto'], width: 44, tickFormatter: (value: number) => formatCompact(value) }}
        valueFormatter={(value) => formatCompact(value)} tooltipProps={{ labelFormatter: (seconds) => formatSeconds(Number(seconds)) }}
        series={[{ name: 'objective', label: t('chart.quality'), color: 'river.6' }, ...(hasBound ? [{ name: 'bound', label: t('chart.bound'), color: 'gray.5' }] : [])]}
      />
    </figure>
  );
}
