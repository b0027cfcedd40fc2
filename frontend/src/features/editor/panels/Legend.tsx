/** What the colours mean. */
import { Select, Text, useComputedColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { hex } from '../../../core/colours';
import { diverging, quantileBreaks, sequential, steps } from '../../../core/scales';
import { formatMeasure, formatNumber } from '../../../shell/format';
import { useEditor, useView } from '../context';
import classes from '../Editor.module.css';
import { indexReach } from '../model/colouring';
import { useNames } from '../useNames';

export function Legend() {
  const colourBy = useView((view) => view.colourBy);
  if (colourBy === 'territory') return null;
  return (
    <section className={`${classes.panel} ${classes.legend}`}>
      {colourBy === 'index' ? <IndexLegend /> : colourBy === 'measure' ? <MeasureLegend /> : <ChangeLegend />}
    </section>
  );
}

function Ramp({ colours }: { colours: string[] }) {
  return <div className={classes.ramp}>{colours.map((colour, i) => <i key={i} style={{ background: colour }} />)}</div>;
}

function Ends({ low, middle, high }: { low: string; middle?: string; high: string }) {
  return <div style={{ display: 'flex', justifyContent: 'space-between', gap: 12 }}><span>{low}</span>{middle && <span>{middle}</span>}<span>{high}</span></div>;
}

function IndexLegend() {
  const { t } = useTranslation('editor');
  const isDark = useComputedColorScheme('light') === 'dark';
  const colours = Array.from({ length: 11 }, (_, i) => hex(diverging((i - 5) / 5, isDark)));
  return (
    <>
      <Text size="xs" fw={600}>{t('legend.index')}</Text>
      <Ramp colours={colours} />
      <Ends low={`≤ ${formatNumber(100 - indexReach)}`} middle="100" high={`≥ ${formatNumber(100 + indexReach)}`} />
    </>
  );
}

function MeasureLegend() {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const names = useNames();
  const isDark = useComputedColorScheme('light') === 'dark';
  const measure = useView((view) => view.measure);
  const breaks = quantileBreaks(editor.data.measures[measure] ?? []);
  const unit = names.measureUnit(measure);
  return (
    <>
      <Select
        size="xs" comboboxProps={{ position: 'top-start', width: 240 }} allowDeselect={false} aria-label={t('legend.measure')} value={measure} onChange={(value) => value && editor.setColourBy('measure', value)}
        data={editor.data.cut.definitions.map(({ key }) => ({ value: key, label: names.measure(key) }))}
      />
      <Ramp colours={Array.from({ length: steps }, (_, i) => hex(sequential(i / (steps - 1), isDark)))} />
      <Ends low={formatMeasure(breaks[0] ?? 0, unit)} middle={t('legend.per_unit')} high={formatMeasure(breaks[steps - 1] ?? 0, unit)} />
    </>
  );
}

function ChangeLegend() {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  useView((view) => view.frame);
  const { before, baseline, vector, isPreview } = editor;
  if (!before) return <Text size="xs">{t('legend.no_baseline')}</Text>;
  const moved = vector.reduce((count, slot, unit) => count + (slot === before[unit] ? 0 : 1), 0);
  return (
    <>
      <Text size="xs" fw={600}>{t(isPreview ? 'legend.change_plan' : `legend.change_${baseline!.kind}`)}</Text>
      <Text size="xs" c="dimmed">{t('legend.change', { count: moved })}</Text>
    </>
  );
}
