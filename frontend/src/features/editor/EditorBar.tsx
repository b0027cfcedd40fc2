/** The editor's part of the top bar: which plan, whether it is saved, and what comes next. */
import { ActionIcon, Anchor, Badge, Button, Group, Menu, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCloudOff, IconDotsVertical, IconDownload, IconHistory, IconLoader2, IconArrowsLeftRight, IconSend, IconSparkles } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { apiRoot } from '../../api/client';
import { formatDate, localName } from '../../shell/format';
import { TopBar } from '../../shell/TopBar';
import { useEditor, useView } from './context';
import { usePanel } from './usePanel';

export function EditorBar({ isPhone }: { isPhone: boolean | undefined }) {
  const { t } = useTranslation('editor');
  const { data } = useEditor();
  const { alignment } = data;
  const panel = usePanel();
  return (
    <TopBar>
      <Group gap={6} wrap="nowrap" miw={0} flex={1}>
        {!isPhone && (
          <Anchor component={Link} to="/plans" size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>{localName(data.fieldForce?.names, alignment.field_force)}</Anchor>
        )}
        {!isPhone && <Text c="dimmed">›</Text>}
        <Tooltip label={t('bar.data_date', { date: formatDate(data.cut.as_of), geography: localName(data.geography.names, data.geography.name) })}>
          <Text fw={650} truncate>{alignment.name}</Text>
        </Tooltip>
        <SaveState />
      </Group>
      {!isPhone && (
        <Group gap={6} wrap="nowrap">
          {alignment.rights.run && (
            <Button size="xs" variant={panel.isOptimising ? 'filled' : 'default'} leftSection={<IconSparkles size={15} />} onClick={panel.isOptimising ? panel.close : panel.openOptimise}>{t('bar.optimise')}</Button>
          )}
          {alignment.rights.submit && (
            <Button size="xs" variant="default" component={Link} to={`/plans?submit=${alignment.id}`} leftSection={<IconSend size={15} />}>{t('bar.submit')}</Button>
          )}
        </Group>
      )}
      <PlanMenu isPhone={isPhone} />
    </TopBar>
  );
}

function PlanMenu({ isPhone }: { isPhone: boolean | undefined }) {
  const { t } = useTranslation('editor');
  const { alignment } = useEditor().data;
  const files = `${apiRoot}/alignments/${alignment.id}`;
  return (
    <Menu position="bottom-end">
      <Menu.Target><ActionIcon aria-label={t('bar.more')}><IconDotsVertical size={17} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to={`/plans/${alignment.id}/compare`} leftSection={<IconArrowsLeftRight size={15} />}>{t('bar.compare')}</Menu.Item>
        <Menu.Item component={Link} to={`/plans/${alignment.id}/history`} leftSection={<IconHistory size={15} />}>{t('bar.history')}</Menu.Item>
        {isPhone && alignment.rights.submit && <Menu.Item component={Link} to={`/plans?submit=${alignment.id}`} leftSection={<IconSend size={15} />}>{t('bar.submit')}</Menu.Item>}
        <Menu.Divider />
        <Menu.Label>{t('bar.export')}</Menu.Label>
        {['export.csv', 'totals.csv', 'workbook.xlsx', 'export.geojson'].map((file) => (
          <Menu.Item key={file} component="a" href={`${files}/${file}`} download leftSection={<IconDownload size={15} />}>{t(`bar.file.${file.replace('.', '_')}`)}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** "rev 214 · saved": always visible, always true. */
function SaveState() {
  const { t } = useTranslation('editor');
  const { state, waiting, revision } = useView((view) => view.save);
  const { alignment } = useEditor().data;
  const icons = { saved: <IconCheck size={14} />, saving: <IconLoader2 size={14} />, offline: <IconCloudOff size={14} />, signed_out: <IconCloudOff size={14} /> };
  const colour = state === 'saved' ? 'dimmed' : state === 'saving' ? 'dimmed' : 'var(--warn)';
  return (
    <Group gap={6} wrap="nowrap" role="status" aria-live="polite">
      {alignment.state !== 'draft' && <Badge size="sm" variant="light" color="gray">{t(`state.${alignment.state}`)}</Badge>}
      <Text size="xs" c={colour} style={{ display: 'flex', alignItems: 'center', gap: 4, whiteSpace: 'nowrap' }} data-save-state={state} data-revision={revision}>
        {t('bar.revision', { number: revision })} · {icons[state]} {t(`bar.${state}`, { count: waiting })}
      </Text>
    </Group>
  );
}
