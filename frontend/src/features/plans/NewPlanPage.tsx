/** Three ways to begin a plan. */
import { Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconCopy, IconSquarePlus, IconUsersGroup } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, Route, Routes } from 'react-router';

import { Page } from '../../parts/Page';
import { CopyPage } from './CopyPage';
import { EmptyPlanPage } from './EmptyPlanPage';
import { OwnersWizard } from './owners/OwnersWizard';

export default function NewPlan() {
  return (
    <Routes>
      <Route index element={<Ways />} />
      <Route path="owners" element={<OwnersWizard />} />
      <Route path="copy" element={<CopyPage />} />
      <Route path="empty" element={<EmptyPlanPage />} />
      <Route path="*" element={<Navigate to="/plans/new" replace />} />
    </Routes>
  );
}

function Ways() {
  const { t } = useTranslation('plans');
  return (
    <Page title={t('new.title')} lead={t('new.lead')} crumbs={[{ label: t('title'), to: '/plans' }]} narrow>
      <SimpleGrid cols={1} spacing="md">
        <Way to="owners" icon={<IconUsersGroup size={26} />} name="owners" />
        <Way to="copy" icon={<IconCopy size={26} />} name="copy" />
        <Way to="empty" icon={<IconSquarePlus size={26} />} name="empty" />
      </SimpleGrid>
    </Page>
  );
}

function Way({ to, icon, name }: { to: string; icon: ReactNode; name: string }) {
  const { t } = useTranslation('plans');
  return (
    <Paper component={Link} to={to} withBorder p="lg" style={{ color: 'inherit', textDecoration: 'none' }}>
      <Group wrap="nowrap" align="flex-start" gap="lg">
        {icon}
        <Stack gap={2}><Title order={2} size="h4">{t(`new.${name}.title`)}</Title><Text size="sm" c="dimmed">{t(`new.${name}.text`)}</Text></Stack>
      </Group>
    </Paper>
  );
}
