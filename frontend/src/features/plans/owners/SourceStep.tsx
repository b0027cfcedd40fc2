/** Which accounts: those already here, or a file that is imported first. */
import { Button, Divider, Group, Paper, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { formatNumber } from '../../../shell/format';
import { FailedState } from '../../../shell/states';
import { useAccounts } from '../../accounts/api';
import type { GroundChoice } from '../useGroundChoice';

export function SourceStep({ ground, onNext }: { ground: GroundChoice; onNext: () => void }) {
  const { t } = useTranslation('plans');
  const accounts = useAccounts({ field_force: ground.force, page_size: 1 });
  const count = accounts.data?.count;
  if (accounts.error) return <FailedState error={accounts.error} retry={() => void accounts.refetch()} />;
  return (
    <Stack gap="lg" maw={720}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select label={t('team')} data={ground.forces} value={ground.force ?? null} onChange={ground.setForce} allowDeselect={false} />
        <Select label={t('ground')} data={ground.geographies} value={ground.geography ?? null} onChange={ground.setGeography} allowDeselect={false} searchable />
      </SimpleGrid>
      <Paper withBorder p="lg">
        <Group justify="space-between">
          <div>
            <Text fw={650}>{count === undefined ? t('owners.source.counting') : t('owners.source.here', { count, shown: formatNumber(count) })}</Text>
            <Text size="sm" c="dimmed">{t('owners.source.here_text')}</Text>
          </div>
          <Button onClick={onNext} disabled={!count || !ground.geography}>{t('owners.source.use')}</Button>
        </Group>
      </Paper>
      <Divider label={t('owners.source.or')} />
      <Paper withBorder p="lg">
        <Group justify="space-between">
          <div><Text fw={650}>{t('owners.source.file')}</Text><Text size="sm" c="dimmed">{t('owners.source.file_text')}</Text></div>
          <Button variant="default" component={Link} to="/data/import/accounts">{t('owners.source.bring')}</Button>
        </Group>
      </Paper>
    </Stack>
  );
}
