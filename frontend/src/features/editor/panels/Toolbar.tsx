/** The tools in the hand, undo and redo. Buttons, keys and tooltips say the same. */
import { ActionIcon, Kbd, Popover, SegmentedControl, Slider, Stack, Text, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconBrush, IconHandClick, IconLasso, IconMarquee2, IconPointer } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { ToolName } from '../../../map/pointer';
import { useEditor, useView } from '../context';
import classes from '../Editor.module.css';
import { brushSizes, toolKeys } from '../useShortcuts';

const icons: Record<ToolName, ReactNode> = {
  select: <IconPointer size={18} />, click: <IconHandClick size={18} />, brush: <IconBrush size={18} />, lasso: <IconLasso size={18} />, box: <IconMarquee2 size={18} />,
};

export function Toolbar() {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const { undoLabel, redoLabel } = useView((view) => ({ undoLabel: view.undoLabel, redoLabel: view.redoLabel }));
  return (
    <div className={classes.toolsWrap}>
      <div className={`${classes.panel} ${classes.tools}`} role="toolbar" aria-label={t('tool.title')}>
        {(Object.keys(icons) as ToolName[]).map((tool) => <ToolButton key={tool} tool={tool} />)}
        <span className={classes.divider} />
        <StepButton label={undoLabel} verb="undo" keys="Ctrl Z" icon={<IconArrowBackUp size={18} />} run={() => editor.undo()} />
        <StepButton label={redoLabel} verb="redo" keys="Ctrl ⇧ Z" icon={<IconArrowForwardUp size={18} />} run={() => editor.redo()} />
        <span className={classes.divider} />
        <ColourSwitch />
      </div>
    </div>
  );
}

function ToolButton({ tool }: { tool: ToolName }) {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const isActive = useView((view) => view.tool === tool);
  const isDisabled = useView(() => tool !== 'select' && !editor.canEdit);
  const hint = isDisabled ? editor.data.alignment.rights.locked || t('tool.no_right') : t(`tool.${tool}_hint`);
  const label = <Text size="xs" maw={240} style={{ whiteSpace: 'normal' }}><b>{t(`tool.${tool}`)}</b> <Kbd size="xs">{toolKeys[tool]}</Kbd><br />{hint}</Text>;
  const button = (
    <Tooltip label={label}>
      <ActionIcon
        size={34} variant={isActive ? 'filled' : 'subtle'} color={isActive ? 'river' : 'gray'} aria-pressed={isActive} aria-label={t(`tool.${tool}`)} aria-disabled={isDisabled} data-disabled={isDisabled || undefined}
        onClick={() => !isDisabled && editor.useTool(tool)}
      >
        {icons[tool]}
      </ActionIcon>
    </Tooltip>
  );
  return tool === 'brush' && isActive ? <BrushSize>{button}</BrushSize> : button;
}

function BrushSize({ children }: { children: ReactNode }) {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const brush = useView((view) => view.brush);
  return (
    <Popover opened position="top" withArrow trapFocus={false} closeOnEscape={false} returnFocus={false}>
      <Popover.Target><span>{children}</span></Popover.Target>
      <Popover.Dropdown p="sm">
        <Stack gap={4} w={150}>
          <Text size="xs" c="dimmed">{t('tool.brush_size')} <Kbd size="xs">[</Kbd> <Kbd size="xs">]</Kbd></Text>
          <Slider size="sm" label={null} min={brushSizes.min} max={brushSizes.max} value={brush} onChange={(value) => editor.view.setState({ brush: value })} thumbLabel={t('tool.brush_size')} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function StepButton({ label, verb, keys, icon, run }: { label: string | null; verb: 'undo' | 'redo'; keys: string; icon: ReactNode; run: () => void }) {
  const { t } = useTranslation('editor');
  const text = label ? t(`tool.${verb}_named`, { step: label }) : t(`tool.${verb}_nothing`);
  return (
    <Tooltip label={<Text size="xs">{text} <Kbd size="xs">{keys}</Kbd></Text>}>
      <ActionIcon size={34} aria-label={text} aria-disabled={!label} data-disabled={!label || undefined} onClick={() => label && run()}>{icon}</ActionIcon>
    </Tooltip>
  );
}

function ColourSwitch() {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const colourBy = useView((view) => view.colourBy);
  const options = (['territory', 'index', 'measure', 'change'] as const).map((value) => ({ value, label: t(`colour.${value}`) }));
  return <SegmentedControl size="xs" aria-label={t('colour.title')} data={options} value={colourBy} onChange={(value) => editor.setColourBy(value as typeof colourBy)} />;
}
