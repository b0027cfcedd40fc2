/** My accounts: a list and a map, searched and filtered; the address holds the choice. */
import { Button, Chip, Group, Paper, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconList, IconMap2, IconSearch } from '@tabler/icons-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { Page } from '../../parts/Page';
import { formatDate, formatNumber } from '../../shell/format';
import { EmptyState, LoadingState } from '../../shell/states';
import { AccountLine } from './AccountLine';
import type { MyAccount, MyWork } from './api';
import { accountsMatching, type Choice, orders } from './filter';
import { reasonFor } from './today';
import { ReasonText } from './TodayPage';

const AccountMap = lazy(() => import('./AccountMap'));
const step = 60;

export function MyAccountsPage({ work }: { work: MyWork }) {
  const { t } = useTranslation('rep');
  const [params, setParams] = useSearchParams();
  const choice = useMemo(() => choiceOf(params), [params]);
  const found = useMemo(() => accountsMatching(work.accounts, choice, work.day), [work, choice]);
  const isMap = params.get('view') === 'map';
  const set = (key: string, value: string | null) =>
    setParams((old) => { if (value) old.set(key, value); else old.delete(key); return old; }, { replace: true });
  return (
    <Page title={t('accounts.title')} narrow lead={t('accounts.count', { count: work.accounts.length, shown: formatNumber(found.length), all: formatNumber(work.accounts.length) })}
      actions={<ViewSwitch isMap={isMap} onChange={(view) => set('view', view === 'map' ? 'map' : null)} />}>
      <Stack gap="md">
        <Filters choice={choice} set={set} />
        {found.length === 0 ? <Nothing isFiltered={work.accounts.length > 0} clear={() => setParams({}, { replace: true })} />
          : isMap ? <Suspense fallback={<LoadingState />}><AccountMap accounts={found} /></Suspense>
            : <AccountList accounts={found} day={work.day} />}
      </Stack>
    </Page>
  );
}

const choiceOf = (params: URLSearchParams): Choice => ({
  search: params.get('search') ?? '', due: params.get('due') === '1', prospects: params.get('prospects') === '1', tier: params.get('tier') ?? '', order: (params.get('order') as Choice['order'] | null) ?? 'due',
});

function ViewSwitch({ isMap, onChange }: { isMap: boolean; onChange: (view: string) => void }) {
  const { t } = useTranslation('rep');
  return (
    <SegmentedControl aria-label={t('accounts.view')} value={isMap ? 'map' : 'list'} onChange={onChange}
      data={[{ value: 'list', label: <Group gap={6} wrap="nowrap"><IconList size={16} aria-hidden />{t('accounts.list')}</Group> }, { value: 'map', label: <Group gap={6} wrap="nowrap"><IconMap2 size={16} aria-hidden />{t('accounts.map')}</Group> }]} />
  );
}

function Filters({ choice, set }: { choice: Choice; set: (key: string, value: string | null) => void }) {
  const { t } = useTranslation('rep');
  return (
    <Stack gap="sm">
      <TextInput aria-label={t('accounts.search')} placeholder={t('accounts.search')} leftSection={<IconSearch size={16} />} value={choice.search} size="md" type="search"
        onChange={(event) => set('search', event.currentTarget.value)} />
      <Group gap="sm">
        <Chip variant="outline" checked={choice.due} onChange={(on) => set('due', on ? '1' : null)}>{t('accounts.due')}</Chip>
        <Chip variant="outline" checked={choice.prospects} onChange={(on) => set('prospects', on ? '1' : null)}>{t('accounts.prospects')}</Chip>
        <Select aria-label={t('accounts.tier')} placeholder={t('accounts.any_tier')} data={['A', 'B', 'C', 'D']} value={choice.tier || null} onChange={(value) => set('tier', value)} clearable w={120} />
        <Select aria-label={t('accounts.order')} data={orders.map((order) => ({ value: order, label: t(`accounts.by.${order}`) }))} value={choice.order} onChange={(value) => set('order', value)} allowDeselect={false} w={170} />
      </Group>
    </Stack>
  );
}

function AccountList({ accounts, day }: { accounts: MyAccount[]; day: string }) {
  const { t } = useTranslation('rep');
  const [shown, setShown] = useState(step);
  return (
    <>
      <Paper withBorder component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {accounts.slice(0, shown).map((account) => (
          <li key={account.code} style={{ borderBottom: '1px solid var(--line)' }}><AccountLine account={account} note={<DueNote account={account} day={day} />} /></li>
        ))}
      </Paper>
      {accounts.length > shown && <Group justify="center"><Button variant="default" onClick={() => setShown(shown + step)}>{t('accounts.more', { shown: formatNumber(accounts.length - shown) })}</Button></Group>}
    </>
  );
}

function DueNote({ account, day }: { account: MyAccount; day: string }) {
  const { t } = useTranslation('rep');
  const reason = reasonFor(account, day);
  if (reason) return <ReasonText reason={reason} />;
  if (account.next_due) return <Text size="sm" c="dimmed">{t('accounts.next', { on: formatDate(account.next_due) })}</Text>;
  return null;
}

function Nothing({ isFiltered, clear }: { isFiltered: boolean; clear: () => void }) {
  const { t } = useTranslation('rep');
  if (isFiltered) return <EmptyState title={t('accounts.none_found')} action={<Button variant="default" onClick={clear}>{t('accounts.clear')}</Button>} />;
  return <EmptyState title={t('accounts.none')} text={t('accounts.none_text')} />;
}
