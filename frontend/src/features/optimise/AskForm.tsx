/** What do you want? Four or five choices in words with good defaults, and what was understood before anything runs. */
import { Button, Collapse, MultiSelect, NumberInput, Radio, SegmentedControl, Select, Slider, Stack, Switch, Text, UnstyledButton } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconSparkles } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '../../api/client';
import { formatNumber } from '../../shell/format';
import { useEditor } from '../editor/context';
import { useNames } from '../editor/useNames';
import { PreflightView } from './PreflightView';
import { RecentRuns } from './RecentRuns';
import type { ChangePrice, Mode, Preflight, Run, RunRequest } from './types';

const modes: Mode[] = ['rebalance', 'build', 'homes', 'fill'];
const prices = ['none', 'gentle', 'strong'] as const;
const usualPrice: Record<Mode, ChangePrice> = { build: 'none', homes: 'none', rebalance: 'strong', fill: 'none' };
const planIndex = '';

function firstWish(hasGaps: boolean, leaves: number): RunRequest {
  const mode: Mode = hasGaps ? 'build' : 'rebalance';
  return {
    mode, p: mode === 'build' ? Math.max(2, leaves) : null, index: [], tolerance: 0.05, also: [], keep: { units: true, territories: [] }, change_price: usualPrice[mode],
    seconds: 60, seed: 1, parent: null, contiguous: true, best_effort: false,
  };
}

export function AskForm({ onStarted }: { onStarted: (run: number) => void }) {
  const { t } = useTranslation('optimise');
  const editor = useEditor();
  const queries = useQueryClient();
  const planId = editor.data.alignment.id;
  const leaves = editor.plan.leaves();
  const isEmpty = editor.plan.totals.unitCount[0] === editor.plan.vector.length;
  const [wish, setWish] = useState(() => firstWish(isEmpty, leaves.length));
  const change = (parts: Partial<RunRequest>) => setWish((old) => ({ ...old, ...parts }));
  const [asked] = useDebouncedValue(wish, 350);
  const preflight = useQuery({
    queryKey: ['preflight', planId, asked], queryFn: ({ signal }) => api.post<Preflight>(`/alignments/${planId}/runs/preflight`, asked, signal), placeholderData: keepPreviousData, staleTime: 0, gcTime: 0,
  });
  const start = useMutation({
    mutationFn: () => api.post<Run>(`/alignments/${planId}/runs`, wish),
    onSuccess: (run) => {
      queries.setQueryData(['run', run.id], run);
      onStarted(run.id);
    },
  });
  const setMode = (mode: Mode) => change({ mode, change_price: usualPrice[mode], p: mode === 'build' ? Math.max(2, leaves.length) : null });
  return (
    <Stack gap="md">
      <RecentRuns planId={planId} open={onStarted} />
      <Radio.Group label={<Text fw={600} size="sm">{t('ask.what')}</Text>} value={wish.mode} onChange={(mode) => setMode(mode as Mode)}>
        <Stack gap={8} mt={6}>
          {modes.map((mode) => <Radio key={mode} value={mode} size="sm" label={t(`mode.${mode}`)} description={t(`mode.${mode}_hint`)} />)}
        </Stack>
      </Radio.Group>
      <ByWhat wish={wish} change={change} />
      {wish.mode === 'build' && (
        <NumberInput size="xs" label={t('ask.how_many')} min={1} max={2000} clampBehavior="strict" allowDecimal={false} value={wish.p ?? ''} onChange={(p) => change({ p: Number(p) || null })} />
      )}
      <Evenness wish={wish} change={change} />
      {wish.mode !== 'build' && wish.mode !== 'fill' && (
        <div>
          <Text size="xs" fw={500} mb={4}>{t('ask.gentle')}</Text>
          <SegmentedControl size="xs" fullWidth data={prices.map((value) => ({ value, label: t(`price.${value}`) }))} value={String(wish.change_price)} onChange={(value) => change({ change_price: value as ChangePrice })} />
        </div>
      )}
      <More wish={wish} change={change} />
      <PreflightView answer={preflight.data} error={preflight.error} apply={change} />
      {start.error && <Text size="sm" c="var(--bad)">{start.error.message}</Text>}
      <Button leftSection={<IconSparkles size={16} />} loading={start.isPending} disabled={!preflight.data?.possible} onClick={() => start.mutate()}>{t('ask.start')}</Button>
    </Stack>
  );
}

type Part = { wish: RunRequest; change: (parts: Partial<RunRequest>) => void };

function ByWhat({ wish, change }: Part) {
  const { t } = useTranslation('optimise');
  const editor = useEditor();
  const names = useNames();
  const blend = editor.data.alignment.index.map(({ measure }) => names.measure(measure)).join(' + ');
  const options = [{ value: planIndex, label: t('ask.plan_index', { blend }) }, ...editor.data.cut.definitions.map(({ key }) => ({ value: key, label: names.measure(key) }))];
  return (
    <Select
      size="xs" label={t('ask.by_what')} allowDeselect={false} data={options} value={wish.index[0]?.measure ?? planIndex}
      onChange={(measure) => change({ index: measure ? [{ measure, weight: 1 }] : [] })}
    />
  );
}

function Evenness({ wish, change }: Part) {
  const { t } = useTranslation('optimise');
  const percent = Math.round(wish.tolerance * 100);
  return (
    <div>
      <Text size="xs" fw={500}>{t('ask.even', { percent: formatNumber(percent) })}</Text>
      <Slider
        size="sm" mb={18} min={1} max={20} label={null} value={percent} onChange={(value) => change({ tolerance: value / 100 })} thumbLabel={t('ask.even', { percent })}
        marks={[{ value: 1, label: '1%' }, { value: 5, label: '5%' }, { value: 10, label: '10%' }, { value: 20, label: '20%' }]}
      />
    </div>
  );
}

function More({ wish, change }: Part) {
  const { t } = useTranslation('optimise');
  const editor = useEditor();
  const [isOpen, { toggle }] = useDisclosure(false);
  const nodes = [...editor.plan.state.territories.values()].map(({ key, name }) => ({ value: key, label: name }));
  const parents = [...editor.plan.state.territories.values()].filter((node) => node.slot === null).map(({ key, name }) => ({ value: key, label: name }));
  const locked = editor.plan.state.maps.unitLocks.size;
  return (
    <div>
      <UnstyledButton onClick={toggle} aria-expanded={isOpen}>
        <Text size="sm" c="var(--mantine-primary-color-filled)"><IconChevronDown size={14} style={{ verticalAlign: -2, rotate: isOpen ? '180deg' : undefined }} /> {t('ask.more')}</Text>
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <Stack gap="sm" mt="sm">
          <MultiSelect size="xs" searchable limit={50} label={t('ask.keep')} placeholder={wish.keep.territories.length ? '' : t('ask.keep_none')} data={nodes} value={wish.keep.territories} onChange={(territories) => change({ keep: { ...wish.keep, territories } })} />
          {locked > 0 && <Switch size="xs" label={t('ask.keep_units', { count: locked })} checked={wish.keep.units} onChange={(event) => change({ keep: { ...wish.keep, units: event.currentTarget.checked } })} />}
          {parents.length > 0 && <Select size="xs" clearable searchable label={t('ask.parent')} placeholder={t('ask.parent_all')} data={parents} value={wish.parent} onChange={(parent) => change({ parent })} />}
          <Switch size="xs" label={t('ask.contiguous')} checked={wish.contiguous} onChange={(event) => change({ contiguous: event.currentTarget.checked })} />
          <NumberInput size="xs" label={t('ask.seconds')} min={5} max={1800} step={15} clampBehavior="blur" value={wish.seconds} onChange={(seconds) => change({ seconds: Number(seconds) || 60 })} />
        </Stack>
      </Collapse>
    </div>
  );
}
