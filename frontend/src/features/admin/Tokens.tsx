/** Own tokens for scripts: made with a scope and an end, shown once, revoked at any time. */
import { Alert, Button, Code, CopyButton, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Tag } from '../../parts/Tag';
import { type Column, DataTable } from '../../parts/DataTable';
import { formatDate } from '../../shell/format';
import { EmptyState, Loaded } from '../../shell/states';
import { type MadeToken, type Token, useMakeToken, useRevokeToken, useTokens } from './api';

export function Tokens() {
  const { t } = useTranslation('admin');
  const query = useTokens();
  const [making, setMaking] = useState(false);
  const make = <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>{t('tokens.make')}</Button>;
  return (
    <Stack>
      <Text c="dimmed" size="sm">{t('tokens.lead')}</Text>
      <Loaded query={query} rows={3}>
        {(page) => page.results.length
          ? <><Group>{make}</Group><TokenTable tokens={page.results} /></>
          : <EmptyState title={t('tokens.none')} text={t('tokens.none_text')} action={make} />}
      </Loaded>
      {making && <MakeDialog onClose={() => setMaking(false)} />}
    </Stack>
  );
}

function TokenTable({ tokens }: { tokens: Token[] }) {
  const { t } = useTranslation('admin');
  const columns: Column<Token>[] = [
    { id: 'name', header: t('tokens.name'), value: (row) => row.name },
    { id: 'scope', header: t('tokens.scope'), value: (row) => row.scope, cell: (row) => <Tag tone={row.scope === 'write' ? 'warn' : 'plain'}>{t(`tokens.${row.scope}`)}</Tag> },
    { id: 'created', header: t('tokens.created'), value: (row) => row.created, cell: (row) => formatDate(new Date(row.created)) },
    { id: 'expiry', header: t('tokens.expiry'), value: (row) => row.expiry, cell: (row) => (row.expiry ? formatDate(new Date(row.expiry)) : t('tokens.never')) },
    { id: 'revoke', header: '', cell: (row) => <Revoke token={row} /> },
  ];
  return <DataTable label={t('tokens.tab')} columns={columns} rows={tokens} rowKey={(row) => row.id} card={(row) => <Group justify="space-between"><div><Text fw={600}>{row.name}</Text><Text size="sm" c="dimmed">{t(`tokens.${row.scope}`)}{row.expiry && ` · ${formatDate(new Date(row.expiry))}`}</Text></div><Revoke token={row} /></Group>} />;
}

function Revoke({ token }: { token: Token }) {
  const { t } = useTranslation('admin');
  const revoke = useRevokeToken();
  return <Button size="xs" variant="default" loading={revoke.isPending} onClick={() => revoke.mutate(token.id)} aria-label={t('tokens.revoke_of', { name: token.name })}>{t('tokens.revoke')}</Button>;
}

const ends = ['30', '90', '365'];

function MakeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('admin');
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Token['scope']>('read');
  const [days, setDays] = useState(ends[1]);
  const make = useMakeToken();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate({ name, scope, days: Number(days) });
  };
  return (
    <Modal opened onClose={onClose} title={t('tokens.make')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {make.data ? <Made token={make.data} onClose={onClose} /> : (
        <form onSubmit={submit}>
          <Stack>
            <TextInput label={t('tokens.name')} description={t('tokens.name_hint')} value={name} onChange={(event) => setName(event.currentTarget.value)} required maxLength={100} data-autofocus />
            <Select label={t('tokens.scope')} data={(['read', 'write'] as const).map((value) => ({ value, label: t(`tokens.${value}`) }))} value={scope} onChange={(value) => value && setScope(value as Token['scope'])} allowDeselect={false} />
            <Select label={t('tokens.ends')} data={ends.map((value) => ({ value, label: t('tokens.days', { count: Number(value) }) }))} value={days} onChange={(value) => value && setDays(value)} allowDeselect={false} />
            {make.error && <Alert color="red">{make.error.message}</Alert>}
            <Group justify="flex-end"><Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button><Button type="submit" loading={make.isPending}>{t('tokens.make')}</Button></Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

function Made({ token, onClose }: { token: MadeToken; onClose: () => void }) {
  const { t } = useTranslation('admin');
  return (
    <Stack>
      <Alert variant="default">{t('tokens.once')}</Alert>
      <Code block data-testid="token">{token.token}</Code>
      <Group justify="flex-end">
        <CopyButton value={token.token}>{({ copied, copy }) => <Button variant="default" onClick={copy}>{t(copied ? 'tokens.copied' : 'tokens.copy')}</Button>}</CopyButton>
        <Button onClick={onClose}>{t('tokens.done')}</Button>
      </Group>
    </Stack>
  );
}
