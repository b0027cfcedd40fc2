/** Visits made, and a new one in two taps: the button, then "log". */
import { Alert, Button, Group, Modal, NumberInput, Stack, Text, Textarea, Timeline } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { notifications } from '@mantine/notifications';
import { IconCheck } from '@tabler/icons-react';
import dayjs from 'dayjs';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { formatDate } from '../../shell/format';
import { type AccountDetail, useLogVisit } from './api';

const shown = 8;

export function Visits({ account }: { account: AccountDetail }) {
  const { t } = useTranslation('accounts');
  const [open, setOpen] = useState(false);
  return (
    <Stack gap="md">
      <Group><Button leftSection={<IconCheck size={16} />} onClick={() => setOpen(true)}>{t('visits.log')}</Button></Group>
      {account.visits.length === 0
        ? <Text size="sm" c="dimmed">{t('visits.none')}</Text>
        : (
          <Timeline bulletSize={12} lineWidth={2} active={-1}>
            {account.visits.slice(0, shown).map((visit) => (
              <Timeline.Item key={visit.id} title={formatDate(visit.on)}>
                <Text size="sm" c="dimmed">{[visit.minutes ? t('visits.minutes', { count: visit.minutes }) : '', visit.note].filter(Boolean).join(' · ')}</Text>
              </Timeline.Item>
            ))}
          </Timeline>
        )}
      {open && <LogVisit account={account} onClose={() => setOpen(false)} />}
    </Stack>
  );
}

function LogVisit({ account, onClose }: { account: AccountDetail; onClose: () => void }) {
  const { t } = useTranslation('accounts');
  const [on, setOn] = useState<string | null>(dayjs().format('YYYY-MM-DD'));
  const [minutes, setMinutes] = useState<number | string>(account.minutes_per_visit || 30);
  const [note, setNote] = useState('');
  const log = useLogVisit(account.code);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!on) return;
    log.mutate({ on, minutes: Number(minutes), note }, { onSuccess: () => { notifications.show({ message: t('visits.logged') }); onClose(); } });
  };
  return (
    <Modal opened onClose={onClose} title={t('visits.log')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      <form onSubmit={submit}>
        <Stack>
          <Group grow>
            <DateInput label={t('visits.on')} value={on} onChange={setOn} maxDate={dayjs().format('YYYY-MM-DD')} valueFormat="YYYY-MM-DD" required />
            <NumberInput label={t('visits.minutes_label')} value={minutes} onChange={setMinutes} min={0} max={600} step={5} />
          </Group>
          <Textarea label={t('visits.note')} value={note} onChange={(event) => setNote(event.currentTarget.value)} maxLength={500} autosize minRows={2} />
          {log.error && <Alert color="red">{log.error.message}</Alert>}
          <Button type="submit" fullWidth loading={log.isPending} data-autofocus>{t('visits.log')}</Button>
        </Stack>
      </form>
    </Modal>
  );
}
