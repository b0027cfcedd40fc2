/** The map of a part: how loaded it is, what changes hands, how it sells; a tap chooses a territory. */
import { Alert, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { u16 } from '../../api/arrays';
import { changeFill, divergingFill, territoryFill } from '../../parts/fills';
import { TerritoryMap } from '../../parts/TerritoryMap';
import { useEdges, useUnits } from '../../parts/useGround';
import { labelsOf, unitsIn } from '../../parts/labels';
import { currentLanguage } from '../../shell/i18n';
import { LoadingState } from '../../shell/states';
import { useGeography } from '../data/api';
import { type Submission, type TerritoryRow, useSubmittedState } from './api';

const views = ['workload', 'change', 'performance'] as const;
type View = (typeof views)[number];

type Props = { submission: Submission; rows: TerritoryRow[]; selected: string | null; onSelect: (key: string | null) => void };

export function ReviewMap({ submission, rows, selected, onSelect }: Props) {
  const { t } = useTranslation('review');
  const [params, setParams] = useSearchParams();
  const view = (params.get('view') as View | null) ?? 'workload';
  const state = useSubmittedState(submission.alignment, submission.revision);
  const geography = useGeography(submission.geography).data;
  const edges = useEdges(submission.geography).data;
  const units = useUnits(submission.geography, currentLanguage()).data;
  const vector = useMemo(() => (state.data ? u16(state.data.vector) : null), [state.data]);
  const before = useMemo(() => u16(submission.baseline_vector), [submission.baseline_vector]);
  const slots = useMemo(() => new Map(rows.flatMap((row) => (row.slot === null ? [] : [[row.key, row.slot]]))), [rows]);
  const focus = useMemo(() => vector && unitsIn(vector, new Set(slots.values())), [vector, slots]);
  const labels = useMemo(() => (vector && units ? labelsOf(rows, vector, units.lonlat) : []), [rows, vector, units]);
  const fill = useMemo(() => {
    if (!vector || !edges || !state.data) return null;
    const byKey = territoryFill(state.data.territories, vector, edges);
    return view === 'change' ? changeFill(byKey, vector, before) : divergingFill(shadesOf(view, rows), 100, view === 'workload' ? 30 : 60, vector);
  }, [view, rows, vector, before, edges, state.data]);
  if (state.error) return <Alert variant="default">{t('map.gone')}</Alert>;
  if (!geography || !vector || !fill) return <LoadingState rows={6} />;
  const pick = (unit: number) => onSelect(unit < 0 ? null : rows.find((row) => row.slot === vector[unit])?.key ?? null);
  return (
    <Stack gap="xs">
      <SegmentedControl aria-label={t('map.view')} value={view} onChange={(value) => setParams((old) => { old.set('view', value); return old; }, { replace: true })}
        data={views.map((value) => ({ value, label: t(`map.${value}`) }))} />
      <TerritoryMap label={t('map.label')} ground={geography} vector={vector} fill={fill} before={view === 'change' ? before : null} labels={labels} focus={focus}
        selected={selected ? slots.get(selected) ?? null : null} onPick={pick} height="min(56dvh, 520px)" />
      <Text size="xs" c="dimmed">{t(`map.legend.${view}`)}</Text>
    </Stack>
  );
}

/** Slot → value around 100: the index, or revenue against the mean of the part. */
function shadesOf(view: View, rows: TerritoryRow[]): Map<number, number> {
  const mean = rows.reduce((sum, row) => sum + row.revenue_after, 0) / Math.max(1, rows.length);
  const value = (row: TerritoryRow) => (view === 'workload' ? row.index_after : mean ? (100 * row.revenue_after) / mean : null);
  return new Map(rows.flatMap((row) => { const shade = value(row); return row.slot === null || shade === null ? [] : [[row.slot, shade]]; }));
}
