/** Begin from a plan that exists: pick one, name the copy. */
import { Alert, Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { Page } from '../../parts/Page';
import { Loaded } from '../../shell/states';
import { type Plan, useFork, usePlans } from './api';

export function CopyPage() {
  const { t } = useTranslation('plans');
  const query = usePlans();
  return (
    <Page title={t('new.copy.title')} lead={t('new.copy.text')} crumbs={[{ label: t('title'), to: '/plans' }, { label: t('new.title'), to: '/plans/new' }]} narrow>
      <Loaded query={query} rows={3}>{(page) => <CopyForm plans={page.results} />}</Loaded>
    </Page>
  );
}

function CopyForm({ plans }: { plans: Plan[] }) {
  const { t } = useTranslation('plans');
  const [chosen, setChosen] = useState<string | null>(plans[0] ? String(plans[0].id) : null);
  const [name, setName] = useState('');
  const navigate = useNavigate();
  const fork = useFork();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    fork.mutate({ id: Number(chosen), name }, { onSuccess: (made) => void navigate(`/plans/${made.id}`) });
  };
  return (
    <form onSubmit={submit}>
      <Stack maw={480}>
        <Select label={t('new.copy.which')} data={plans.map((plan) => ({ value: String(plan.id), label: plan.name }))} value={chosen} onChange={setChosen} allowDeselect={false} searchable required />
        <TextInput label={t('name')} value={name} onChange={(event) => setName(event.currentTarget.value)} required maxLength={120} />
        {fork.error && <Alert color="red">{fork.error.message}</Alert>}
        <Group><Button type="submit" disabled={!chosen} loading={fork.isPending}>{t('copy.button')}</Button></Group>
      </Stack>
    </form>
  );
}
