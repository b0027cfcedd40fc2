/** My territory: how it stands today, and what changes on which day and why. */
import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMe } from '../../api/session';
import { type Figure, Figures } from '../../parts/Figures';
import { Page } from '../../parts/Page';
import { ThreeDates } from '../../parts/ThreeDates';
import { formatDate, formatDelta, formatIndex, formatMoney, formatNumber, formatPercent, localName } from '../../shell/format';
import { currentLanguage } from '../../shell/i18n';
import { Loaded } from '../../shell/states';
import { accountName } from '../accounts/api';
import { type ChangedAccount, type ChangedTerritory, type MyChange, type MyWork, useMyChanges } from './api';

export function TerritoryPage({ work }: { work: MyWork }) {
  const { t } = useTranslation('rep');
  const names = work.territories.map((territory) => territory.name).join(', ');
  const seats = (useMe().data?.positions ?? []).filter((seat) => work.positions.includes(seat.code)).map((seat) => localName(seat.names, seat.name)).join(', ');
  return (
    <Page title={names || t('territory.title')} lead={seats} narrow>
      <Stack gap="xl">
        {work.territories.length ? <Standing work={work} /> : <Alert variant="default">{t('territory.none')}</Alert>}
        <Changes />
      </Stack>
    </Page>
  );
}

function Standing({ work }: { work: MyWork }) {
  const { t } = useTranslation('rep');
  const me = useMe().data;
  const hours = work.accounts.reduce((sum, account) => sum + account.workload_hours, 0);
  const forces = new Set(me?.positions.filter((seat) => work.positions.includes(seat.code)).map((seat) => seat.field_force));
  const capacity = (me?.field_forces ?? []).filter((force) => forces.has(force.key)).reduce((sum, force) => sum + force.hours_per_year, 0);
  const currency = useCurrency();
  return (
    <section>
      <Title order={2} size="h4" mb="sm">{t('territory.today', { on: formatDate(work.day) })}</Title>
      <Figures items={[
        { label: t('territory.accounts'), value: formatNumber(work.count) },
        { label: t('territory.revenue'), value: formatMoney(work.revenue_12m, currency) },
        { label: t('territory.potential'), value: formatMoney(work.potential, currency) },
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
      <Loaded query={query} rows={3}>
        {(changes) => changes.length === 0
          ? <Text c="dimmed">{t('change.none')}</Text>
          : <Stack gap="lg">{changes.map((change) => <ChangeCard key={`${change.publication}:${change.position}`} change={change} />)}</Stack>}
      </Loaded>
    </section>
  );
}

function ChangeCard({ change }: { change: MyChange }) {
  const { t } = useTranslation('rep');
  const revenue = (rows: ChangedAccount[]) => rows.reduce((sum, row) => sum + row.revenue_12m, 0);
  const currency = useCurrency();
  return (
    <Paper withBorder p="lg">
      <Stack gap="md">
        <div>
          <Title order={3} size="h4">{t(change.upcoming ? 'change.title' : 'change.title_past', { on: formatDate(change.effective_on) })}</Title>
          <Text>{t('change.line', { leaving: formatNumber(change.leaves.length), coming: formatNumber(change.comes.length), after: formatNumber(change.count_after) })}</Text>
        </div>
        <ThreeDates dataOn={change.data_date} announceOn={change.announce_on} effectiveOn={change.effective_on} />
        {change.territories.map((territory) => <TerritoryChange key={territory.key} territory={territory} />)}
        <AccountSet title={t('change.leaving', { count: change.leaves.length })} total={formatMoney(revenue(change.leaves), currency)} rows={change.leaves} currency={currency} />
        <AccountSet title={t('change.coming', { count: change.comes.length })} total={formatMoney(revenue(change.comes), currency)} rows={change.comes} currency={currency} />
      </Stack>
    </Paper>
  );
}

function useCurrency(): string {
  const me = useMe().data;
  const force = me?.positions[0]?.field_force;
  return me?.field_forces.find((one) => one.key === force)?.currency ?? 'USD';
}

function TerritoryChange({ territory }: { territory: ChangedTerritory }) {
  const { t } = useTranslation('rep');
  const figures: Figure[] = [{ label: t('change.index'), value: `${formatIndex(territory.index_before)} → ${formatIndex(territory.index_after)}`, note: t('change.index_note') }];
  if (territory.hours_before !== null && territory.hours_after !== null) {
    figures.push({ label: t('territory.workload'), value: `${formatNumber(territory.hours_before)} → ${formatNumber(territory.hours_after)}`, note: t('change.delta_hours', { shown: formatDelta(territory.hours_after - territory.hours_before) }) });
  }
  return (
    <Stack gap="sm">
      <Text fw={650}>{territory.name}</Text>
      <Figures items={figures} />
      <div>
        <Text fw={600} size="sm">{t('change.why')}</Text>
        {territory.why.map((sentence) => <Text key={sentence} size="sm">{sentence}</Text>)}
      </div>
    </Stack>
  );
}

const few = 8;

function AccountSet({ title, total, rows, currency }: { title: string; total: string; rows: ChangedAccount[]; currency: string }) {
  const { t } = useTranslation('rep');
  const [all, setAll] = useState(false);
  if (!rows.length) return null;
  const shown = all ? rows : rows.slice(0, few);
  return (
    <div>
      <Group justify="space-between" mb={4}><Text fw={600}>{title}</Text><Text size="sm" c="dimmed">{total}</Text></Group>
      <Stack component="ul" gap={6} p={0} m={0} style={{ listStyle: 'none' }}>
        {shown.map((row) => (
          <Group component="li" key={row.code} justify="space-between" wrap="nowrap" align="flex-start">
            <Text size="sm">{accountName(row, currentLanguage())} <Text span size="xs" c="dimmed">{row.city}</Text></Text>
            <Text size="sm" style={{ whiteSpace: 'nowrap' }}>{formatMoney(row.revenue_12m, currency)}</Text>
          </Group>
        ))}
      </Stack>
      {rows.length > few && <Button variant="subtle" size="xs" mt={4} onClick={() => setAll(!all)}>{t(all ? 'change.fewer' : 'change.all', { count: rows.length })}</Button>}
    </div>
  );
}
