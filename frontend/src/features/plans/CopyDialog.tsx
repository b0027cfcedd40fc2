/** A scenario: a copy of a plan to try something in. */
import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { type Plan, useFork } from './api';

export function CopyDialog({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const { t } = useTranslation('plans');
  const [name, setName] = useState(t('copy.default', { name: plan.name }));
  const navigate = useNavigate();
  const fork = useFork();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    fork.mutate({ id: plan.id, name }, { onSuccess: (made) => void navigate(`/plans/${made.id}`) });
  };
  return (
    <Modal opened onClose={onClose} title={t('copy.title', { name: plan.name })} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput label={t('name')} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus required maxLength={120} />
          {fork.error && <Alert color="red">{fork.error.message}</Alert>}
          <Group justify="flex-end"><Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button><Button type="submit" loading={fork.isPending}>{t('copy.button')}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
