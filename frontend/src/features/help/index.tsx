/** First steps by role, the words of the place, and the keys. */
import { Accordion, Kbd, List, Stack, Table, Tabs, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { useMe } from '../../api/session';
import { Page } from '../../parts/Page';
import { EmptyState } from '../../shell/states';
import { shortcuts } from './shortcuts';

const tabs = ['start', 'words', 'keys'] as const;

export default function Help() {
  const { t } = useTranslation('help');
  const [params, setParams] = useSearchParams();
  return (
    <Page title={t('title')} lead={t('intro')} narrow>
      <Tabs value={params.get('tab') ?? 'start'} onChange={(tab) => setParams({ tab: tab ?? 'start' }, { replace: true })} keepMounted={false}>
        <Tabs.List mb="lg">{tabs.map((tab) => <Tabs.Tab key={tab} value={tab}>{t(`tabs.${tab}`)}</Tabs.Tab>)}</Tabs.List>
        <Tabs.Panel value="start"><FirstSteps /></Tabs.Panel>
        <Tabs.Panel value="words"><Words /></Tabs.Panel>
        <Tabs.Panel value="keys"><Keys /></Tabs.Panel>
      </Tabs>
    </Page>
  );
}

const roles = ['planner', 'manager', 'rep'] as const;

/** One's own role is open; the others are a press away. */
function FirstSteps() {
  const { t } = useTranslation('help');
  const own = useMe().data?.roles.map((grant) => grant.role) ?? [];
  return (
    <Accordion multiple defaultValue={roles.filter((role) => own.includes(role))} variant="separated">
      {roles.map((role) => (
        <Accordion.Item key={role} value={role}>
          <Accordion.Control>{t(`start.${role}.title`)}</Accordion.Control>
          <Accordion.Panel>
            <List type="ordered" spacing="sm">{(t(`start.${role}.steps`, { returnObjects: true }) as string[]).map((step) => <List.Item key={step}>{step}</List.Item>)}</List>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function Words() {
  const { t } = useTranslation('help');
  const [query, setQuery] = useState('');
  const words = Object.values(t('words', { returnObjects: true }) as Record<string, [string, string]>);
  const found = words.filter((word) => word.join(' ').toLowerCase().includes(query.trim().toLowerCase()));
  return (
    <Stack>
      <TextInput aria-label={t('search')} placeholder={t('search')} leftSection={<IconSearch size={16} />} value={query} onChange={(event) => setQuery(event.currentTarget.value)} maw={360} />
      {found.length === 0 ? <EmptyState title={t('none', { query })} /> : (
        <Stack component="dl" gap="md" m={0}>
          {found.map(([word, meaning]) => <div key={word}><Text component="dt" fw={650}>{word}</Text><Text component="dd" m={0} c="dimmed">{meaning}</Text></div>)}
        </Stack>
      )}
    </Stack>
  );
}

function Keys() {
  const { t } = useTranslation('help');
  return (
    <Stack gap="xl">
      {shortcuts.map((group) => (
        <section key={group.context}>
          <Text fw={650} mb="xs">{t(`keys.context.${group.context}`)}</Text>
          <Table maw={640}>
            <Table.Tbody>
              {group.keys.map(({ name, keys }) => (
                <Table.Tr key={name}><Table.Td w={220}>{keys.map((key) => <Kbd key={key} mr={4}>{key}</Kbd>)}</Table.Td><Table.Td>{t(`keys.${name}`)}</Table.Td></Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      ))}
    </Stack>
  );
}
