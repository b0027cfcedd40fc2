/** My territory: how it stands today, and what changes on which day and why. */
import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMe } from '../../api/session';
import { Figures } from '../../parts/Figures';
import { Page } from '../../parts/Page';
import { ThreeDates } from '../../parts/ThreeDates';
import { formatDate, formatDelta, formatIndex, formatMoney, formatNumber, formatPercent, localName } from '../../shell/format';
import { currentLanguage } from '../../shell/i18n';
import { FailedState, LoadingState } from '../../shell/states';
import { accountName } from '../accounts/api';
import { type ChangedAccount, type MyChange, type MyWork, useMyChanges } from './api';

export function TerritoryPage({ work }: { work: MyWork }) {
  const { t } = useTranslation('rep');
  const names = work.territories.map((territory) => territory.territory_name).join(', ');
  return (
    <Page title={names || t('territory.title')} lead={work.positions.map((position) => localName(position.names, position.name)).join(', ')} narrow>
      <Stack gap="xl">
        {work.territories.length ? <Standing work={work} /> : <Alert color="gray">{t('territory.none')}</Alert>}
        <Changes />
      </Stack>
    </Page>
  );
}

function Standing({ work }: { work: MyWork }) {
  const { t } = useTranslation('rep');
  const me = useMe().data;
  const total = (pick: (account: MyWork['accounts'][number]) => number) => work.accounts.reduce((sum, account) => sum + pick(account), 0);
  const hours = total((account) => account.workload_hours);
  const forces = new Set(work.positions.map((position) => position.field_force));
  const capacity = (me?.field_forces ?? []).filter((force) => forces.has(force.key)).reduce((sum, force) => sum + force.hours_per_year, 0);
  const currency = work.accounts[0]?.currency ?? 'USD';
  return (
    <section>
      <Title order={2} size="h4" mb="sm">{t('territory.today', { on: formatDate(work.day) })}</Title>
      <Figures items={[
        { label: t('territory.accounts'), value: formatNumber(work.accounts.length) },
        { label: t('territory.revenue'), value: formatMoney(total((account) => account.revenue_12m), currency) },
        { label: t('territory.potential'), value: formatMoney(total((account) => account.potential), currency) },
        { label: t('territory.workload'), value: t('hours', { shown: formatNumber(hours) }), note: capacity ? t('territory.of_capacity', { share: formatPercent(hours / capacity, 0) }) : undefined },
      ]} />
    </section>
  );
}

function Changes() {
  const { t } = useTranslation('rep');
  const query = useMyChanges();
  return (
    <section>
      <Title order={2} size="h4" mb="sm">{t('change.heading')}</Title>
      {query.error ? <FailedState error={query.error} retry={() => void query.refetch()} />
        : !query.data ? <LoadingState rows={3} />
          : query.data.results.length === 0 ? <Text c="dimmed">{t('change.none')}</Text>
            : <Stack gap="lg">{query.data.results.map((change) => <ChangeCard key={change.id} change={change} />)}</Stack>}
    </section>
  );
}

function ChangeCard({ change }: { change: MyChange }) {
  const { t } = useTranslation('rep');
  return (
    <Paper withBorder p="lg">
      <Stack gap="md">
        <div>
          <Title order={3} size="h4">{t('change.title', { on: formatDate(change.effective_on) })}</Title>
          <Text>{t('change.line', { leaving: change.leaving.length, coming: change.coming.length, after: formatNumber(change.accounts_after) })}</Text>
        </div>
        <ThreeDates dataOn={change.data_on} announceOn={change.announce_on} effectiveOn={change.effective_on} />
        <Figures items={[
          { label: t('change.index'), value: `${formatIndex(change.index_before)} → ${formatIndex(change.index_after)}`, note: t('change.index_note') },
          { label: t('territory.workload'), value: `${formatNumber(change.workload_before)} → ${formatNumber(change.workload_after)}`, note: t('change.delta_hours', { shown: formatDelta(change.workload_after - change.workload_before) }) },
          { label: t('territory.revenue'), value: formatMoney(change.revenue_after, change.currency), note: t('change.before', { shown: formatMoney(change.revenue_before, change.currency) }) },
        ]} />
        <Why change={change} />
        <AccountSet title={t('change.leaving', { count: change.leaving.length })} rows={change.leaving} currency={change.currency} way="to" />
        <AccountSet title={t('change.coming', { count: change.coming.length })} rows={change.coming} currency={change.currency} way="from" />
      </Stack>
    </Paper>
  );
}

function Why({ change }: { change: MyChange }) {
  const { t } = useTranslation('rep');
  return (
    <div>
      <Text fw={600}>{t('change.why')}</Text>
      {change.why.map((sentence) => <Text key={sentence} size="sm">{sentence}</Text>)}
      {change.note && <Text size="sm" c="dimmed">“{change.note}”</Text>}
    </div>
  );
}

const few = 8;

function AccountSet({ title, rows, currency, way }: { title: string; rows: ChangedAccount[]; currency: string; way: 'to' | 'from' }) {
  const { t } = useTranslation('rep');
  const [all, setAll] = useState(false);
  if (!rows.length) return null;
  const shown = all ? rows : rows.slice(0, few);
  return (
    <div>
      <Text fw={600} mb={4}>{title}</Text>
      <Stack component="ul" gap={6} p={0} m={0} style={{ listStyle: 'none' }}>
        {shown.map((row) => (
          <Group component="li" key={row.code} justify="space-between" wrap="nowrap" align="flex-start">
            <div><Text size="sm">{accountName(row, currentLanguage())}</Text>{row.other && <Text size="xs" c="dimmed">{t(`change.${way}`, { other: row.other })}</Text>}</div>
            <Text size="sm" style={{ whiteSpace: 'nowrap' }}>{formatMoney(row.revenue_12m, currency)}</Text>
          </Group>
        ))}
      </Stack>
      {rows.length > few && <Button variant="subtle" size="xs" mt={4} onClick={() => setAll(!all)}>{t(all ? 'change.fewer' : 'change.all', { count: rows.length })}</Button>}
    </div>
  );
}
