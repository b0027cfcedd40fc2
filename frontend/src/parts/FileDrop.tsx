/** A place to drop a file on, or to press and choose one. */
import { Button, FileButton, Stack, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import classes from './FileDrop.module.css';

type Props = { accept: string; hint: string; busy?: boolean; onFile: (file: File) => void };

export function FileDrop({ accept, hint, busy = false, onFile }: Props) {
  const { t } = useTranslation('parts');
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files.item(0);
    if (file) onFile(file);
  };
  return (
    <div className={classes.drop} data-over={over || undefined} onDrop={drop} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}>
      <Stack align="center" gap="sm">
        <IconUpload size={28} aria-hidden />
        <Text fw={600}>{t('drop.title')}</Text>
        <FileButton accept={accept} onChange={(file) => file && onFile(file)} inputProps={{ 'aria-label': t('drop.choose') }}>
          {(props) => <Button {...props} loading={busy}>{t('drop.choose')}</Button>}
        </FileButton>
        <Text size="sm" c="dimmed" ta="center" maw={520}>{hint}</Text>
      </Stack>
    </div>
  );
}
