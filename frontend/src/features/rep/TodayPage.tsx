/** The few accounts that matter now, each with its reason. */
import { Alert, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconCalendarEvent, IconCurrentLocation, IconRoute } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Page } from '../../parts/Page';
import { formatDate, formatNumber } from '../../shell/format';
import { EmptyState } from '../../shell/states';
import { placeOf } from '../accounts/api';
import { AccountLine } from './AccountLine';
import { type MyWork, useMyChanges } from './api';
import { kilometres, type Pick, picksFor, type Reason } from './today';
import { useNearMe } from './useNearMe';

export function TodayPage({ work }: { work: MyWork }) {
  const { t } = useTranslation('rep');
  const near = useNearMe();
  const picks = useMemo(() => sorted(picksFor(work.accounts, work.day), near.place), [work, near.place]);
  const places = picks.map(({ account }) => placeOf(account)).filter((place) => place !== null);
  return (
    <Page title={t('today.title')} lead={formatDate(work.day)} narrow>
      <Stack gap="md">
        <ChangeNotice />
        {picks.length === 0 ? <EmptyState title={t('today.none')} text={t('today.none_text')} action={<Button component={Link} to="/me/accounts">{t('accounts.tab')}</Button>} /> : (
          <>
            <Group gap="sm">
              <Button variant={near.place ? 'light' : 'default'} leftSection={<IconCurrentLocation size={16} />} onClick={near.toggle} loading={near.busy} aria-pressed={near.place !== null}>{t('today.near')}</Button>
              {places.length > 0 && <Button component="a" variant="default" leftSection={<IconRoute size={16} />} href={routeTo(places)} target="_blank" rel="noreferrer">{t('today.route')}</Button>}
            </Group>
            {near.refused && <Text size="sm" c="dimmed">{t('today.no_place')}</Text>}
            <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
              {picks.map((pick) => <PickCard key={pick.account.code} pick={pick} here={near.place} />)}
            </Stack>
          </>
        )}
      </Stack>
    </Page>
  );
}

/** What changes soon is said here first; the reasons are on the territory's page. */
function ChangeNotice() {
  const { t } = useTranslation('rep');
  const changes = useMyChanges().data?.filter((change) => change.upcoming) ?? [];
  return changes.map((change) => (
    <Alert key={`${change.publication}:${change.position}`} icon={<IconCalendarEvent size={18} />} title={t('change.title', { on: formatDate(change.effective_on) })}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{t('change.line', { leaving: formatNumber(change.leaves.length), coming: formatNumber(change.comes.length), after: formatNumber(change.count_after) })}</Text>
        <Button component={Link} to="/me/territory" size="xs" variant="default">{t('change.see')}</Button>
      </Stack>
    </Alert>
  ));
}

function PickCard({ pick: { account, reason }, here }: { pick: Pick; here: [number, number] | null }) {
  const place = placeOf(account);
  const away = here && place ? kilometres(here, place) : null;
  return (
    <Paper component="li" withBorder>
      <AccountLine account={account} note={<ReasonText reason={reason} />} away={away} />
    </Paper>
  );
}

export function ReasonText({ reason }: { reason: Reason }) {
  const { t } = useTranslation('rep');
  const isLate = reason.kind === 'overdue';
  return <Text component="span" size="sm" fw={550} c={isLate ? 'var(--bad)' : 'var(--warn)'}>{t(`reason.${reason.kind}`, 'days' in reason ? { count: reason.days } : {})}</Text>;
}

function sorted(picks: Pick[], here: [number, number] | null): Pick[] {
  if (!here) return picks;
  const away = ({ account }: Pick) => { const place = placeOf(account); return place ? kilometres(here, place) : Infinity; };
  return [...picks].sort((a, b) => away(a) - away(b));
}

/** All places in one route, in the phone's own navigation; nothing is sent before it is pressed. */
function routeTo(places: [number, number][]): string {
  const stops = places.map(([lon, lat]) => `${lat},${lon}`);
  const query = new URLSearchParams({ api: '1', travelmode: 'driving', destination: stops.at(-1)!, waypoints: stops.slice(0, -1).join('|') });
  return `https://www.google.com/maps/dir/?${query}`;
}
