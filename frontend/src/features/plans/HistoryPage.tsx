/** The line of a plan's steps: who did what, when and why. Any of them can be opened, compared, or brought back as a new step. */
import { Alert, Anchor, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';

import { Tag } from '../../parts/Tag';
import { Page } from '../../parts/Page';
import { formatDateTime, formatNumber } from '../../shell/format';
import { EmptyState, Loaded } from '../../shell/states';
import { type PlanDetail, type PlanStep, usePlan, useRestore, useSteps, useTotals } from './api';
import { StepMap } from './StepMap';

export default function HistoryPage() {
  const id = Number(useParams().planId);
  const plan = usePlan(id);
  return <Loaded query={plan}>{(data) => <History plan={data} />}</Loaded>;
}

function History({ plan }: { plan: PlanDetail }) {
  const { t } = useTranslation('plans');
  const steps = useSteps(plan.id);
  const table = useTotals(plan.id, plan.head.hash).data;
  const names = useMemo(() => new Map(table?.territories.map((row) => [row.key, row.name])), [table]);
  return (
    <Page title={t('history.title')} lead={t('history.lead')} crumbs={[{ label: t('title'), to: '/plans' }, { label: plan.name, to: `/plans/${plan.id}` }]} narrow>
      <Loaded query={steps}>
        {(page) => page.results.length
          ? <Stack component="ol" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>{newestFirst(page.results).map((step) => <StepLine key={step.number} plan={plan} step={step} names={names} />)}</Stack>
          : <EmptyState title={t('history.none')} />}
      </Loaded>
    </Page>
  );
}

const newestFirst = (steps: PlanStep[]): PlanStep[] => [...steps].sort((a, b) => b.number - a.number);

type Names = ReadonlyMap<string, string>;

function StepLine({ plan, step, names }: { plan: PlanDetail; step: PlanStep; names: Names }) {
  const { t } = useTranslation('plans');
  const [params, setParams] = useSearchParams();
  const isHead = step.number === plan.head.number;
  const isOpen = params.get('step') === String(step.number);
  return (
    <Paper component="li" withBorder p="md">
      <Group justify="space-between" align="flex-start" gap="md">
        <div style={{ flex: '1 1 320px', minWidth: 0 }}>
          <Group gap="xs">
            <Text fw={600}>{step.message || t(`cause.${step.cause}`)}</Text>
            <Tag>{t(`cause.${step.cause}`)}</Tag>
            {isHead && <Tag tone="accent">{t('history.now')}</Tag>}
          </Group>
          <Text size="sm" c="dimmed">{t('history.by', { number: step.number, author: step.author?.name ?? t('history.system'), at: formatDateTime(step.at) })}</Text>
          <Text size="sm">{whatChanged(step, names, t)}</Text>
        </div>
        <StepActions plan={plan} step={step} isHead={isHead} isOpen={isOpen} onToggle={() => setParams(isOpen ? {} : { step: String(step.number) }, { replace: true })} />
      </Group>
      {isOpen && <StepMap plan={plan} number={step.number} />}
    </Paper>
  );
}

type T = TFunction<'plans'>;

function whatChanged({ summary }: PlanStep, names: Names, t: T): string {
  const parts = (['units', 'accounts', 'locks'] as const).filter((key) => summary[key] > 0).map((key) => t(`history.${key}`, { count: summary[key], shown: formatNumber(summary[key]) }));
  if (summary.territory_count > 0) {
    const named = summary.territories.slice(0, 4).map((key) => names.get(key) ?? key).join(', ');
    parts.push(summary.territory_count > 4 ? t('history.in_many', { named, count: summary.territory_count - 4 }) : named);
  }
  return parts.join(' · ');
}

type ActionProps = { plan: PlanDetail; step: PlanStep; isHead: boolean; isOpen: boolean; onToggle: () => void };

function StepActions({ plan, step, isHead, isOpen, onToggle }: ActionProps) {
  const { t } = useTranslation('plans');
  const restore = useRestore(plan.id);
  const bringBack = () => restore.mutate(step.number, { onSuccess: () => notifications.show({ message: t('history.restored', { number: step.number }) }) });
  return (
    <Stack gap={4} align="flex-end">
      <Group gap="md">
        <Anchor component="button" type="button" size="sm" aria-expanded={isOpen} onClick={onToggle}>{t(isOpen ? 'history.close' : 'history.open')}</Anchor>
        {!isHead && <Anchor component={Link} size="sm" to={`/plans/${plan.id}/compare?against=revision:${step.number}`}>{t('history.compare')}</Anchor>}
        {!isHead && plan.rights.edit && <Button size="compact-sm" variant="default" loading={restore.isPending} onClick={bringBack}>{t('history.restore')}</Button>}
      </Group>
      {restore.error && <Alert color="red" p="xs">{restore.error.message}</Alert>}
    </Stack>
  );
}
