/** Sales by month, one colour per product; the largest products by name, the rest together. */
import { BarChart } from '@mantine/charts';
import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { formatCompact, formatMoney, localName } from '../../shell/format';
import { currentLanguage } from '../../shell/i18n';
import type { MonthlySale, Product } from './api';

const named = 5;
const months = 24;
const colours = ['river.7', 'teal.6', 'orange.5', 'grape.5', 'lime.6', 'gray.5'];

export function SalesChart({ sales, products, currency }: { sales: MonthlySale[]; products: Product[]; currency: string }) {
  const { t } = useTranslation('accounts');
  const rest = t('other_products');
  const { rows, names } = useMemo(() => byMonth(sales, productNames(products), rest), [sales, products, rest]);
  if (!rows.length) return <Text c="dimmed" size="sm">{t('no_sales')}</Text>;
  return (
    <BarChart h={260} data={rows} dataKey="month" type="stacked" withLegend series={names.map((name, i) => ({ name, color: colours[i] }))}
      valueFormatter={(value) => formatMoney(value, currency)} yAxisProps={{ width: 56, tickFormatter: (value: number) => formatCompact(value) }} tickLine="none" gridAxis="y" />
  );
}

type Row = { month: string } & Record<string, string | number>;

const productNames = (products: Product[]): Map<string, string> => new Map(products.map((product) => [product.code, localName(product.names, product.name)]));

export function byMonth(sales: MonthlySale[], known: ReadonlyMap<string, string>, rest: string): { rows: Row[]; names: string[] } {
  const nameOf = (sale: MonthlySale): string => known.get(sale.product) ?? sale.product;
  const totals = new Map<string, number>();
  for (const sale of sales) totals.set(nameOf(sale), (totals.get(nameOf(sale)) ?? 0) + sale.amount);
  const ranked = [...totals].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const top = new Set(ranked.slice(0, named));
  const rows = new Map<string, Row>();
  for (const sale of [...sales].sort((a, b) => a.month.localeCompare(b.month))) {
    const row = rows.get(sale.month) ?? { month: monthLabel(sale.month) };
    const name = top.has(nameOf(sale)) ? nameOf(sale) : rest;
    row[name] = Number(row[name] ?? 0) + sale.amount;
    rows.set(sale.month, row);
  }
  return { rows: [...rows.values()].slice(-months), names: [...top, ...(ranked.length > named ? [rest] : [])] };
}

const monthLabel = (month: string): string =>
  new Intl.DateTimeFormat(currentLanguage() === 'ko' ? 'ko-KR' : 'en-GB', { year: '2-digit', month: 'short' }).format(new Date(`${month.slice(0, 7)}-01T00:00:00`));
