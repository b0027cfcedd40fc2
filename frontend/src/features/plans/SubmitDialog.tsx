/** Hand a plan up for review, with a word to those who decide. */
import { Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useSubmit } from './api';

type Props = { planId: number; name: string; onClose: () => void; onSubmitted?: () => void };

export function SubmitDialog({ planId, name, onClose, onSubmitted }: Props) {
  const { t } = useTranslation('plans');
  const [note, setNote] = useState('');
  const submit = useSubmit(planId);
  const send = (event: FormEvent) => {
    event.preventDefault();
    submit.mutate(note, { onSuccess: () => { notifications.show({ message: t('submit.done') }); onSubmitted?.(); onClose(); } });
  };
  return (
    <Modal opened onClose={onClose} title={t('submit.title', { name })} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      <form onSubmit={send}>
        <Stack>
          <Text size="sm" c="dimmed">{t('submit.text')}</Text>
          <Textarea label={t('submit.note')} value={note} onChange={(event) => setNote(event.currentTarget.value)} autosize minRows={3} maxLength={4000} data-autofocus />
          {submit.error && <Alert color="red">{submit.error.message}</Alert>}
          <Group justify="flex-end"><Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button><Button type="submit" loading={submit.isPending}>{t('submit.button')}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
