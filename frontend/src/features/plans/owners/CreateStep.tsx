/** A name, and today's plan becomes a plan; if it is what is in force, it is written down as such and a draft begins from it. */
import { Alert, Button, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { formatDate } from '../../../shell/format';
import { type InferRequest, useHasPublications, useTakeOver } from '../api';

export function CreateStep({ request, dataOn, back }: { request: InferRequest; dataOn: string | undefined; back: () => void }) {
  const { t } = useTranslation('plans');
  const year = new Date().getFullYear();
  const [name, setName] = useState(t('owners.default_name', { year }));
  const [draft, setDraft] = useState(t('owners.default_draft', { year: year + 1 }));
  const [isInForce, setInForce] = useState(true);
  const mayAdopt = useHasPublications(request.field_force).data === false;
  const navigate = useNavigate();
  const takeOver = useTakeOver();
  const adopts = mayAdopt && isInForce;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    takeOver.mutate({ request: { ...request, name }, draftName: adopts ? draft : null }, { onSuccess: (plan) => void navigate(`/plans/${plan.id}`) });
  };
  return (
    <form onSubmit={submit}>
      <Stack maw={560}>
        <TextInput label={t('name')} value={name} onChange={(event) => setName(event.currentTarget.value)} required maxLength={120} data-autofocus />
        {mayAdopt && (
          <Switch checked={isInForce} onChange={(event) => setInForce(event.currentTarget.checked)} label={t('owners.adopt')}
            description={t('owners.adopt_text', { date: formatDate(dataOn) })} />
        )}
        {adopts && <TextInput label={t('owners.draft_name')} value={draft} onChange={(event) => setDraft(event.currentTarget.value)} required maxLength={120} />}
        <Text size="sm" c="dimmed">{t('owners.create_text')}</Text>
        {takeOver.error && <Alert color="red">{takeOver.error.message}</Alert>}
        <Group justify="space-between">
          <Button variant="default" onClick={back}>{t('owners.back_to_preview')}</Button>
          <Button type="submit" loading={takeOver.isPending}>{t('owners.create')}</Button>
        </Group>
      </Stack>
    </form>
  );
}
