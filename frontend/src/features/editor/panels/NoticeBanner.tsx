/** What stands in the way of saving, as long as it does: no connection, signed out, refused, read only. */
import { Anchor, Button, Text } from '@mantine/core';
import { IconAlertTriangle, IconCloudOff, IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';

import { useEditor, useView } from '../context';
import classes from '../Editor.module.css';

export function NoticeBanner() {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const { pathname } = useLocation();
  const { state, waiting, refusals } = useView((view) => view.save);
  const { locked } = editor.data.alignment.rights;
  if (refusals.length) {
    return (
      <div className={`${classes.panel} ${classes.banner}`} role="alert">
        <IconAlertTriangle size={18} color="var(--bad)" />
        <Text size="sm">{t('banner.refused', { count: refusals.length, reason: refusals[0].message })}</Text>
        <Button size="compact-sm" variant="default" onClick={() => editor.session.sync.dismissRefusals()}>{t('common:action.dismiss')}</Button>
      </div>
    );
  }
  if (state === 'offline') {
    return (
      <div className={`${classes.panel} ${classes.banner}`} role="status">
        <IconCloudOff size={18} color="var(--warn)" />
        <Text size="sm">{t('banner.offline', { count: waiting })}</Text>
        <Button size="compact-sm" variant="default" onClick={() => editor.session.sync.retry()}>{t('common:action.retry')}</Button>
      </div>
    );
  }
  if (state === 'signed_out') {
    return (
      <div className={`${classes.panel} ${classes.banner}`} role="alert">
        <IconLock size={18} />
        <Text size="sm">{t('banner.signed_out')}</Text>
        <Anchor component={Link} to={`/signin?next=${encodeURIComponent(pathname)}`} size="sm">{t('banner.sign_in')}</Anchor>
      </div>
    );
  }
  if (!locked) return null;
  return (
    <div className={`${classes.panel} ${classes.banner}`} role="status">
      <IconLock size={16} />
      <Text size="sm">{locked}</Text>
    </div>
  );
}
