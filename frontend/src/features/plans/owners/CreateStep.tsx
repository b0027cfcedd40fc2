/** A name, and today's plan becomes a plan that can be worked on. */
import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { type InferRequest, useInfer } from '../api';

export function CreateStep({ request, back }: { request: InferRequest; back: () => void }) {
  const { t } = useTranslation('plans');
  const [name, setName] = useState(t('owners.default_name', { year: new Date().getFullYear() }));
  const navigate = useNavigate();
  const infer = useInfer();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    infer.mutate({ ...request, name }, { onSuccess: (plan) => void navigate(`/plans/${plan.id}`) });
  };
  return (
    <form onSubmit={submit}>
      <Stack maw={560}>
        <TextInput label={t('name')} value={name} onChange={(event) => setName(event.currentTarget.value)} required maxLength={120} data-autofocus />
        <Text size="sm" c="dimmed">{t('owners.create_text')}</Text>
        {infer.error && <Alert color="red">{infer.error.message}</Alert>}
        <Group justify="space-between">
          <Button variant="default" onClick={back}>{t('owners.back_to_preview')}</Button>
          <Button type="submit" loading={infer.isPending}>{t('owners.create')}</Button>
        </Group>
      </Stack>
    </form>
  );
}
