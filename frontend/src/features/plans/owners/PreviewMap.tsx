/** Today's territories on the map, coloured by their index: where the load is before anything changes. */
import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { u16 } from '../../../api/arrays';
import { divergingFill } from '../../../parts/fills';
import { TerritoryMap } from '../../../parts/TerritoryMap';
import { useGeography } from '../../data/api';
import type { InferReport } from '../api';

const fullColourAt = 30;

export function PreviewMap({ report, geography }: { report: InferReport; geography: string }) {
  const { t } = useTranslation('plans');
  const ground = useGeography(geography).data;
  const vector = useMemo(() => u16(report.vector), [report.vector]);
  const fill = useMemo(() => {
    const known = report.totals.territories.flatMap((row) => (row.slot !== null && row.index !== null ? [[row.slot, row.index] as const] : []));
    return divergingFill(new Map(known), 100, fullColourAt, vector);
  }, [report.totals, vector]);
  if (!ground) return null;
  return (
    <div>
      <TerritoryMap label={t('preview.map')} ground={ground} vector={vector} fill={fill} height={380} />
      <Text size="xs" c="dimmed" mt={4}>{t('preview.legend')}</Text>
    </div>
  );
}
