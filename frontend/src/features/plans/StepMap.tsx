/** How a plan looked at one of its steps: to look at, not to draw on. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { u16 } from '../../api/arrays';
import { api } from '../../api/client';
import type { WireState } from '../../api/types';
import { territoryFill } from '../../parts/fills';
import { labelsOf } from '../../parts/labels';
import { TerritoryMap } from '../../parts/TerritoryMap';
import { useEdges, useUnits } from '../../parts/useGround';
import { currentLanguage } from '../../shell/i18n';
import { FailedState, LoadingState } from '../../shell/states';
import { useGeography } from '../data/api';
import type { PlanDetail } from './api';

export function StepMap({ plan, number }: { plan: PlanDetail; number: number }) {
  const { t } = useTranslation('plans');
  const state = useQuery({ queryKey: ['plan', plan.id, 'state', number], queryFn: () => api.get<WireState>(`/alignments/${plan.id}/state`, { revision: number }), staleTime: Infinity });
  const geography = useGeography(plan.geography).data;
  const edges = useEdges(plan.geography).data;
  const units = useUnits(plan.geography, currentLanguage()).data;
  const vector = useMemo(() => (state.data ? u16(state.data.vector) : null), [state.data]);
  const fill = useMemo(() => (state.data && vector && edges ? territoryFill(state.data.territories, vector, edges) : null), [state.data, vector, edges]);
  const labels = useMemo(() => (state.data && vector && units ? labelsOf(state.data.territories, vector, units.lonlat) : []), [state.data, vector, units]);
  if (state.error) return <FailedState error={state.error} retry={() => void state.refetch()} />;
  if (!geography || !vector || !fill) return <LoadingState rows={4} />;
  return <TerritoryMap label={t('history.map', { number })} ground={geography} vector={vector} fill={fill} labels={labels} height={380} />;
}
