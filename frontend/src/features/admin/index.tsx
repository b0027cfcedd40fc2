import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { Page } from '../../parts/Page';
import { People } from './People';
import { Tokens } from './Tokens';

const tabs = ['people', 'tokens'] as const;

export default function Admin() {
  const { t } = useTranslation('admin');
  const [params, setParams] = useSearchParams();
  return (
    <Page title={t('title')}>
      <Tabs value={params.get('tab') ?? tabs[0]} onChange={(tab) => setParams({ tab: tab ?? tabs[0] }, { replace: true })} keepMounted={false}>
        <Tabs.List mb="lg">{tabs.map((tab) => <Tabs.Tab key={tab} value={tab}>{t(`${tab}.tab`)}</Tabs.Tab>)}</Tabs.List>
        <Tabs.Panel value="people"><People /></Tabs.Panel>
        <Tabs.Panel value="tokens"><Tokens /></Tabs.Panel>
      </Tabs>
    </Page>
  );
}
