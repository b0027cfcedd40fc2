/** Money in tables: one unit for the whole table, said in its corner; full digits, no mixed units per cell. */
import { useTranslation } from 'react-i18next';

import { formatNumber } from '../shell/format';

export type TableMoney = { corner: string; show: (value: number | null | undefined) => string };

const scales: Record<string, [scale: number, digits: number]> = { KRW: [1_000_000, 1], USD: [1_000, 0] };

export function useTableMoney(currency: string): TableMoney {
  const { t } = useTranslation('parts');
  const [scale, digits] = scales[currency] ?? [1_000, 0];
  const unit = t(scales[currency] ? `table_unit.${currency}` : 'table_unit.other', { currency });
  return { corner: t('corner', { unit }), show: (value) => formatNumber(value == null ? value : value / scale, digits) };
}
