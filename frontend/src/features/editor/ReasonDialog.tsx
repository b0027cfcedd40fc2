/** Asks for the reason of a lock: whoever runs into it later reads it. */
import { Button, Group, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

type Props = { isOpen: boolean; title: string; onClose: () => void; onGiven: (reason: string) => void };

export function ReasonDialog({ isOpen, title, onClose, onGiven }: Props) {
  const { t } = useTranslation('editor');
  const [reason, setReason] = useState('');
  const give = (event: FormEvent) => {
    event.preventDefault();
    onGiven(reason.trim());
    setReason('');
    onClose();
  };
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size="sm">
      <form onSubmit={give}>
        <TextInput label={t('lock.reason')} description={t('lock.reason_hint')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} required maxLength={200} data-autofocus />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button>
          <Button type="submit">{t('lock.do')}</Button>
        </Group>
      </form>
    </Modal>
  );
}
