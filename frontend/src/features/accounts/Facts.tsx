import { DataList } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { formatDate, formatMoney, formatNumber } from '../../shell/format';
import type { AccountDetail } from './api';

export function Facts({ account }: { account: AccountDetail }) {
  const { t } = useTranslation('accounts');
  const facts: [string, string | null | undefined][] = [
    [t('column.code'), account.code],
    [t('column.revenue'), formatMoney(account.revenue_12m, account.currency)],
    [t('column.potential'), formatMoney(account.potential, account.currency)],
    [t('visit_plan'), visitPlan(account, t)],
    [t('next_due'), account.next_due ? formatDate(account.next_due) : undefined],
    [t('owner'), account.covered_by?.territory_name],
    [t('why_owner'), account.covered_by && t(`via.${account.covered_by.via}`)],
    [t('owner_in_file'), account.owner],
    [t('industry'), account.industry],
    [t('address'), [account.address, account.city, account.postcode].filter(Boolean).join(', ')],
    [t('last_visit'), account.last_visit ? formatDate(account.last_visit) : undefined],
    [t('family'), account.family],
  ];
  return (
    <DataList labelWidth={130}>
      {facts.filter(([, value]) => value).map(([label, value]) => (
        <DataList.Item key={label}><DataList.ItemLabel>{label}</DataList.ItemLabel><DataList.ItemValue>{value}</DataList.ItemValue></DataList.Item>
      ))}
    </DataList>
  );
}

function visitPlan(account: AccountDetail, t: (key: string, options: Record<string, unknown>) => string): string {
  if (!account.field_covered) return t('not_in_field', {});
  return t('visit_plan_text', { visits: formatNumber(account.visits_per_year), minutes: formatNumber(account.minutes_per_visit), hours: formatNumber(account.workload_hours, 1) });
}
