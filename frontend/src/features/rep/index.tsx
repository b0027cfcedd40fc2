import { useTranslation } from 'react-i18next';
import { Navigate, Route, Routes } from 'react-router';

import { Page } from '../../parts/Page';
import { FailedState, LoadingState } from '../../shell/states';
import { useMyWork } from './api';
import { MyAccountPage } from './MyAccountPage';
import { MyAccountsPage } from './MyAccountsPage';
import { RepTabs } from './RepTabs';
import { TerritoryPage } from './TerritoryPage';
import { TodayPage } from './TodayPage';

export default function Rep() {
  const { t } = useTranslation('rep');
  const work = useMyWork();
  if (work.error) return <FailedState error={work.error} retry={() => void work.refetch()} />;
  if (!work.data) return <Page title={t('today.title')} narrow><LoadingState rows={8} /></Page>;
  return (
    <RepTabs>
      <Routes>
        <Route index element={<TodayPage work={work.data} />} />
        <Route path="accounts" element={<MyAccountsPage work={work.data} />} />
        <Route path="accounts/:code" element={<MyAccountPage />} />
        <Route path="territory" element={<TerritoryPage work={work.data} />} />
        <Route path="*" element={<Navigate to="/me" replace />} />
      </Routes>
    </RepTabs>
  );
}
