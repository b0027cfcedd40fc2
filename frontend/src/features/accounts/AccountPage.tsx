/** One account: what it is, what it buys, who looks after it, when it was visited. */
import { Alert, Grid, Group, Paper, Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';

import { Tag } from '../../parts/Tag';
import { Page } from '../../parts/Page';
import { currentLanguage } from '../../shell/i18n';
import { Loaded } from '../../shell/states';
import { Facts } from './Facts';
import { type AccountDetail, accountName, useAccount } from './api';
import { SalesChart } from './SalesChart';
import { Visits } from './Visits';

export function AccountPage() {
  const { code = '' } = useParams();
  const query = useAccount(code);
  return <Loaded query={query} rows={8}>{(account) => <AccountView account={account} />}</Loaded>;
}

function AccountView({ account }: { account: AccountDetail }) {
  const { t } = useTranslation('accounts');
  return (
    <Page title={accountName(account, currentLanguage())} lead={<AccountBadges account={account} />} crumbs={[{ label: t('title'), to: '/accounts' }]}>
      <AccountBody account={account} />
    </Page>
  );
}

export function AccountBadges({ account }: { account: AccountDetail }) {
  const { t } = useTranslation('accounts');
  return (
    <Group gap="xs">
      <Tag>{t(`kind.${account.kind}`)}</Tag>
      {account.tier && <Tag>{t('tier_of', { tier: account.tier })}</Tag>}
      {account.is_national && <Tag>{t('national')}</Tag>}
      {account.status === 'closed' && <Tag tone="bad">{t('closed')}</Tag>}
      {account.synthetic && <Tag>{t('synthetic')}</Tag>}
    </Group>
  );
}

export function AccountBody({ account }: { account: AccountDetail }) {
  const { t } = useTranslation('accounts');
  return (
    <Stack gap="lg">
      {!account.covered_by && <Alert variant="default">{t('no_owner')}</Alert>}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 5 }}><Paper withBorder p="lg"><Facts account={account} /></Paper></Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Paper withBorder p="lg">
            <Title order={2} size="h4" mb="sm">{t('sales')}</Title>
            <SalesChart sales={account.sales} products={account.products} currency={account.currency} />
          </Paper>
        </Grid.Col>
        <Grid.Col span={12}>
          <Paper withBorder p="lg">
            <Title order={2} size="h4" mb="sm">{t('visits.title')}</Title>
            <Visits account={account} />
          </Paper>
        </Grid.Col>
      </Grid>
    </Stack>
  );
}

