/** A table that can be sorted and walked with the keyboard; on a narrow screen each row may become a card. */
import { Table, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import {
  type Cell, createColumnHelper, createSortedRowModel, type Header, type OnChangeFn, rowSortingFeature, sortFn_alphanumeric, sortFn_basic, sortFn_text, type SortingState,
  tableFeatures, useTable,
} from '@tanstack/react-table';
import { type KeyboardEvent, type ReactNode, useMemo } from 'react';

import classes from './DataTable.module.css';

export type Column<T> = {
  id: string;
  header: ReactNode;
  /** What the column sorts by; a column without it cannot be sorted. */
  value?: (row: T) => string | number | null | undefined;
  cell?: (row: T) => ReactNode;
  numeric?: boolean;
  width?: number | string;
};

type Props<T> = {
  /** Read to those who do not see the table. */
  label: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  /** Unit of all figures, said once in the corner. */
  corner?: string;
  card?: (row: T) => ReactNode;
  onOpen?: (row: T) => void;
  isCurrent?: (row: T) => boolean;
  /** Given, the server sorts: rows come sorted. */
  sorting?: SortingState;
  onSorting?: OnChangeFn<SortingState>;
  initialSorting?: SortingState;
};

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic, text: sortFn_text },
});
const none: SortingState = [];

export function DataTable<T>(props: Props<T>) {
  const isNarrow = useMediaQuery('(max-width: 640px)', undefined, { getInitialValueInEffect: false });
  if (isNarrow && props.card) return <CardList rows={props.rows} rowKey={props.rowKey} card={props.card} label={props.label} corner={props.corner} />;
  return <WideTable {...props} />;
}

function CardList<T>({ rows, rowKey, card, label, corner }: Pick<Props<T>, 'rows' | 'rowKey' | 'label' | 'corner'> & { card: (row: T) => ReactNode }) {
  return (
    <>
      {corner && <p className={classes.corner}>{corner}</p>}
      <ul className={classes.cards} aria-label={label}>{rows.map((row) => <li key={rowKey(row)} className={classes.card}>{card(row)}</li>)}</ul>
    </>
  );
}

function WideTable<T>({ label, columns, rows, rowKey, corner, onOpen, isCurrent, sorting, onSorting, initialSorting }: Props<T>) {
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row<T>>();
    return helper.columns(columns.map((column) =>
      helper.accessor((row) => column.value?.(row.data) ?? undefined, {
        id: column.id,
        enableSorting: Boolean(column.value),
        sortUndefined: 'last',
        sortDescFirst: column.numeric,
      })));
  }, [columns]);
  const data = useMemo(() => rows.map((row) => ({ data: row })), [rows]);
  const control = onSorting ? { state: { sorting: sorting ?? none }, onSortingChange: onSorting, manualSorting: true } : {};
  const table = useTable({
    features, data, columns: definitions, enableSortingRemoval: false,
    getRowId: (row) => rowKey(row.data), initialState: { sorting: initialSorting ?? none }, ...control,
  });
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={label}>
      {corner && <p className={classes.corner}>{corner}</p>}
      <Table stickyHeader verticalSpacing="xs" horizontalSpacing="sm" className={classes.table} highlightOnHover={Boolean(onOpen)}>
        <Table.Thead>
          {table.getHeaderGroups().map((group) => (
            <Table.Tr key={group.id}>{group.headers.map((header) => <HeaderCell key={header.id} header={header} column={byId.get(header.column.id)!} />)}</Table.Tr>
          ))}
        </Table.Thead>
        <Table.Tbody onKeyDown={walkRows}>
          {table.getRowModel().rows.map((row) => (
            <Table.Tr key={row.id} data-row={row.id} aria-current={isCurrent?.(row.original.data) || undefined}
              className={onOpen ? classes.opens : undefined} onClick={onOpen && ((event) => openRow(event.target as Element, () => onOpen(row.original.data)))}>
              {row.getAllCells().map((cell) => <BodyCell key={cell.id} cell={cell} column={byId.get(cell.column.id)!} />)}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

type Row<T> = { data: T };

function HeaderCell<T>({ header, column }: { header: Header<typeof features, Row<T>>; column: Column<T> }) {
  const sorted = header.column.getIsSorted();
  const order = sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : undefined;
  const style = { textAlign: column.numeric ? ('right' as const) : ('left' as const), width: column.width };
  if (!column.value) return <Table.Th style={style}>{column.header}</Table.Th>;
  return (
    <Table.Th style={style} aria-sort={order}>
      <UnstyledButton className={classes.sort} onClick={header.column.getToggleSortingHandler()}>
        {column.header}
        {sorted === 'asc' ? <IconArrowUp size={13} /> : sorted === 'desc' ? <IconArrowDown size={13} /> : <IconArrowsSort size={13} className={classes.idle} />}
      </UnstyledButton>
    </Table.Th>
  );
}

function BodyCell<T>({ cell, column }: { cell: Cell<typeof features, Row<T>, unknown>; column: Column<T> }) {
  const row = cell.row.original.data;
  return <Table.Td ta={column.numeric ? 'right' : undefined}>{column.cell ? column.cell(row) : column.value?.(row)}</Table.Td>;
}

/** A click on something that acts by itself is not a click on the row. */
function openRow(target: Element, open: () => void): void {
  if (!target.closest('a, button, input, label, [role="menuitem"], [role="option"]')) open();
}

/** Arrow keys go from row to row, to the first thing in it that can be focused. */
function walkRows(event: KeyboardEvent<HTMLTableSectionElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const row = (event.target as Element).closest('tr');
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  const focusable = next?.querySelector<HTMLElement>('a, button, input');
  if (!focusable || (event.target as Element).closest('input, [role="combobox"]')) return;
  event.preventDefault();
  focusable.focus();
}
