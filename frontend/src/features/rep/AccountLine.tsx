/** One account as a line to press: who, where, why, and what it is worth. */
import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { Tag } from '../../parts/Tag';
import { formatMoney, formatNumber } from '../../shell/format';
import { currentLanguage } from '../../shell/i18n';
import { accountName } from '../accounts/api';
import classes from './AccountLine.module.css';
import type { MyAccount } from './api';

export function AccountLine({ account, note, away }: { account: MyAccount; note?: ReactNode; away?: number | null }) {
  const { t } = useTranslation('rep');
  const where = [account.city, away != null ? t('km', { shown: formatNumber(away, away < 10 ? 1 : 0) }) : ''].filter(Boolean).join(' · ');
  return (
    <Link to={`/me/accounts/${encodeURIComponent(account.code)}`} className={classes.line}>
      <div className={classes.main}>
        <Group gap={6} wrap="nowrap">
          {account.tier && <Tag label={t('tier', { tier: account.tier })}>{account.tier}</Tag>}
          <Text fw={600} className={classes.name}>{accountName(account, currentLanguage())}</Text>
        </Group>
        <Text size="sm" c="dimmed">{where}</Text>
        {note}
      </div>
      <div className={classes.figures}>
        <Text fw={600}>{formatMoney(account.revenue_12m, account.currency)}</Text>
        <Text size="xs" c="dimmed">{t('potential', { shown: formatMoney(account.potential, account.currency) })}</Text>
      </div>
    </Link>
  );
}
