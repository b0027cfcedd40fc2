/** Put an approved plan in force: when it is told, and from which day it counts. */
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { notifications } from '@mantine/notifications';
import dayjs from 'dayjs';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { usePublish } from './api';

type Props = { planId: number; name: string; revision: number; announceOn: string | null; effectiveOn: string | null; onClose: () => void; onPublished?: () => void };

const day = (date: dayjs.Dayjs): string => date.format('YYYY-MM-DD');

export function PublishDialog({ planId, name, revision, announceOn, effectiveOn, onClose, onPublished }: Props) {
  const { t } = useTranslation('plans');
  const [announce, setAnnounce] = useState<string | null>(announceOn ?? day(dayjs()));
  const [effective, setEffective] = useState<string | null>(effectiveOn ?? day(dayjs().add(1, 'month').startOf('month')));
  const publish = usePublish(planId);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!announce || !effective) return;
    publish.mutate({ revision, announce_on: announce, effective_on: effective }, { onSuccess: () => { notifications.show({ message: t('publish.done') }); onPublished?.(); onClose(); } });
  };
  return (
    <Modal opened onClose={onClose} title={t('publish.title', { name })} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      <form onSubmit={send}>
        <Stack>
          <DateInput label={t('parts:dates.announcement')} description={t('publish.announce_text')} value={announce} onChange={setAnnounce} valueFormat="YYYY-MM-DD" required />
          <DateInput label={t('parts:dates.effective')} description={t('publish.effective_text')} value={effective} onChange={setEffective} minDate={announce ?? undefined} valueFormat="YYYY-MM-DD" required />
          <Text size="sm" c="dimmed">{t('publish.text')}</Text>
          {publish.error && <Alert color="red">{publish.error.message}</Alert>}
          <Group justify="flex-end"><Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button><Button type="submit" loading={publish.isPending}>{t('publish.button')}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
