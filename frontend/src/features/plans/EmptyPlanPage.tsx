/** Begin with nothing assigned: one empty territory per position, for the optimiser or the brush to fill. */
import { Alert, Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { Page } from '../../parts/Page';
import { useCreatePlan } from './api';
import { useGroundChoice } from './useGroundChoice';

export function EmptyPlanPage() {
  const { t } = useTranslation('plans');
  const ground = useGroundChoice();
  const [name, setName] = useState('');
  const navigate = useNavigate();
  const create = useCreatePlan();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ground.force || !ground.geography) return;
    create.mutate({ field_force: ground.force, geography: ground.geography, name, from_positions: true }, { onSuccess: (made) => void navigate(`/plans/${made.id}`) });
  };
  return (
    <Page title={t('new.empty.title')} lead={t('new.empty.text')} crumbs={[{ label: t('title'), to: '/plans' }, { label: t('new.title'), to: '/plans/new' }]} narrow>
      <form onSubmit={submit}>
        <Stack maw={480}>
          <TextInput label={t('name')} value={name} onChange={(event) => setName(event.currentTarget.value)} placeholder={t('name_example')} required maxLength={120} />
          <Select label={t('team')} data={ground.forces} value={ground.force ?? null} onChange={ground.setForce} allowDeselect={false} />
          <Select label={t('ground')} data={ground.geographies} value={ground.geography ?? null} onChange={ground.setGeography} allowDeselect={false} searchable />
          {create.error && <Alert color="red">{create.error.message}</Alert>}
          <Group><Button type="submit" loading={create.isPending}>{t('new.create')}</Button></Group>
        </Stack>
      </form>
    </Page>
  );
}
