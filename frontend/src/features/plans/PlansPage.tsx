/** All plans one may know of: their state, their three dates, how they stand, and what to do next. */
import { ActionIcon, Anchor, Button, Group, Menu, SegmentedControl, Select, Skeleton, Stack, Text } from '@mantine/core';
import { IconCopy, IconDots, IconGitCompare, IconHistory, IconPlus, IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { Tag } from '../../parts/Tag';
import { useMe } from '../../api/session';
import { type Column, DataTable } from '../../parts/DataTable';
import { Page } from '../../parts/Page';
import { ThreeDates } from '../../parts/ThreeDates';
import { formatDateTime, formatIndex, formatNumber, localName } from '../../shell/format';
import { EmptyState, Loaded } from '../../shell/states';
import { type Plan, usePlans, useTotals } from './api';
import { CopyDialog } from './CopyDialog';
import { PlanDialogs } from './PlanDialogs';
import { PlanState } from './PlanState';
import { standingOf } from './standing';

const shelves = ['open', 'published', 'archived'] as const;
type Shelf = (typeof shelves)[number];
const shelfOf = (plan: Plan): Shelf => (plan.state === 'published' || plan.state === 'archived' ? plan.state : 'open');

export function PlansPage() {
  const { t } = useTranslation('plans');
  const [params, setParams] = useSearchParams();
  const shelf = (params.get('shelf') as Shelf | null) ?? 'open';
  const force = params.get('team') ?? '';
  const query = usePlans(force || undefined);
  const set = (key: string, value: string) => setParams((old) => { old.set(key, value); return old; }, { replace: true });
  const mayMake = useMe().data?.roles.some((grant) => grant.role === 'planner');
  return (
    <Page title={t('title')} actions={mayMake && <Button component={Link} to="/plans/new" leftSection={<IconPlus size={16} />}>{t('new.button')}</Button>}>
      <Group mb="md" gap="md">
        <SegmentedControl aria-label={t('shelf.label')} value={shelf} onChange={(value) => set('shelf', value)} data={shelves.map((one) => ({ value: one, label: t(`shelf.${one}`) }))} />
        <TeamFilter value={force} onChange={(value) => set('team', value)} />
      </Group>
      <PlanDialogs />
      <Loaded query={query}>{(page) => <PlanTable plans={page.results.filter((plan) => shelfOf(plan) === shelf)} any={page.count > 0} mayMake={Boolean(mayMake)} />}</Loaded>
    </Page>
  );
}

function TeamFilter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation('plans');
  const forces = useMe().data?.field_forces ?? [];
  if (forces.length < 2) return null;
  const data = [{ value: '', label: t('all_teams') }, ...forces.map((force) => ({ value: force.key, label: localName(force.names, force.name) }))];
  return <Select aria-label={t('team')} data={data} value={value} onChange={(chosen) => onChange(chosen ?? '')} allowDeselect={false} w={220} />;
}

function PlanTable({ plans, any, mayMake }: { plans: Plan[]; any: boolean; mayMake: boolean }) {
  const { t } = useTranslation('plans');
  const [copying, setCopying] = useState<Plan>();
  if (!plans.length) {
    const first = !any && mayMake && <Button component={Link} to="/plans/new/owners">{t('empty.action')}</Button>;
    return <EmptyState title={t(any ? 'empty.shelf' : 'empty.title')} text={any ? undefined : t('empty.text')} action={first} />;
  }
  const columns: Column<Plan>[] = [
    { id: 'name', header: t('column.name'), value: (plan) => plan.name, cell: (plan) => <PlanName plan={plan} /> },
    { id: 'state', header: t('column.state'), value: (plan) => plan.state, cell: (plan) => <Standing plan={plan} /> },
    { id: 'dates', header: t('column.dates'), value: (plan) => plan.effective_on, cell: (plan) => <PlanDates plan={plan} stacked /> },
    { id: 'figures', header: t('column.figures'), cell: (plan) => <PlanStanding plan={plan} /> },
    { id: 'who', header: t('column.who'), cell: (plan) => <WhoEdits plan={plan} /> },
    { id: 'menu', header: '', cell: (plan) => <PlanMenu plan={plan} copy={() => setCopying(plan)} />, width: 48 },
  ];
  return (
    <>
      <DataTable label={t('title')} columns={columns} rows={plans} rowKey={(plan) => String(plan.id)} card={(plan) => <PlanCard plan={plan} copy={() => setCopying(plan)} />} />
      {copying && <CopyDialog plan={copying} onClose={() => setCopying(undefined)} />}
    </>
  );
}

function PlanName({ plan }: { plan: Plan }) {
  const { t } = useTranslation('plans');
  const force = useMe().data?.field_forces.find((one) => one.key === plan.field_force);
  return (
    <div>
      <Group gap="xs">
        <Anchor component={Link} to={`/plans/${plan.id}`} fw={600}>{plan.name}</Anchor>
        {plan.forked_from != null && <Tag>{t('scenario')}</Tag>}
        {plan.confidential && <Tag>{t('confidential')}</Tag>}
      </Group>
      <Text size="xs" c="dimmed">{localName(force?.names, force?.name ?? plan.field_force)}</Text>
    </div>
  );
}

export function PlanDates({ plan, stacked }: { plan: Plan; stacked?: boolean }) {
  return <ThreeDates dataOn={plan.cut.as_of} announceOn={plan.announce_on} effectiveOn={plan.effective_on} stacked={stacked} />;
}

/** Where the plan stands in its life, with the step that comes next. */
function Standing({ plan }: { plan: Plan }) {
  const { t } = useTranslation('plans');
  const mayPublish = useIsPlanner(plan.field_force);
  return (
    <Group gap="xs">
      <PlanState state={plan.state} />
      {plan.state === 'approved' && mayPublish && <Button size="compact-sm" component={Link} to={`/plans?publish=${plan.id}`}>{t('publish.button')}</Button>}
      {plan.state === 'submitted' && <Anchor component={Link} to="/reviews?show=all" size="sm">{t('to_review')}</Anchor>}
    </Group>
  );
}

function useIsPlanner(fieldForce: string): boolean {
  return useMe().data?.roles.some((grant) => grant.role === 'planner' && (grant.field_force === null || grant.field_force === fieldForce)) ?? false;
}

function WhoEdits({ plan }: { plan: Plan }) {
  const { t } = useTranslation('plans');
  const { author, at } = plan.head;
  return (
    <div>
      <Text size="sm">{author?.name ?? plan.created_by?.name}</Text>
      <Text size="xs" c="dimmed">{t('last_change', { number: plan.head.number, at: formatDateTime(at) })}</Text>
    </div>
  );
}

function PlanStanding({ plan }: { plan: Plan }) {
  const { t } = useTranslation('plans');
  const table = useTotals(plan.id, plan.head.hash).data;
  if (!table) return <Skeleton height={32} width={160} />;
  const standing = standingOf(table);
  return (
    <div>
      <Text size="sm">{t('standing.territories', { count: standing.territories })}{standing.min !== null && ` · ${t('standing.index', { min: formatIndex(standing.min), max: formatIndex(standing.max) })}`}</Text>
      <Text size="xs" c={standing.out ? 'var(--bad)' : 'dimmed'}>{t('standing.out', { count: standing.out })}
        {standing.unassigned > 0 && ` · ${t('standing.unassigned', { count: standing.unassigned, shown: formatNumber(standing.unassigned) })}`}</Text>
    </div>
  );
}

function PlanMenu({ plan, copy }: { plan: Plan; copy: () => void }) {
  const { t } = useTranslation('plans');
  const base = `/plans/${plan.id}`;
  const isPlanner = useIsPlanner(plan.field_force);
  return (
    <Menu position="bottom-end">
      <Menu.Target><ActionIcon aria-label={t('menu', { name: plan.name })}><IconDots size={18} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        {isPlanner && plan.state === 'draft' && <Menu.Item component={Link} to={`/plans?submit=${plan.id}`} leftSection={<IconSend size={16} />}>{t('submit.button')}</Menu.Item>}
        <Menu.Item component={Link} to={`${base}/history`} leftSection={<IconHistory size={16} />}>{t('history.title')}</Menu.Item>
        <Menu.Item component={Link} to={`${base}/compare`} leftSection={<IconGitCompare size={16} />}>{t('compare.title')}</Menu.Item>
        {isPlanner && <Menu.Item onClick={copy} leftSection={<IconCopy size={16} />}>{t('copy.button')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

function PlanCard({ plan, copy }: { plan: Plan; copy: () => void }) {
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap" align="flex-start"><PlanName plan={plan} /><PlanMenu plan={plan} copy={copy} /></Group>
      <Standing plan={plan} />
      <PlanStanding plan={plan} />
      <PlanDates plan={plan} stacked />
    </Stack>
  );
}
