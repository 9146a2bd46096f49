import { Button, Group, Paper, Stack, Table, Text, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconArrowsSort, IconChevronRight, IconChevronsLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ScrollBox } from './scroll-box';
import { Empty, Fault, Loading } from './states';
import type { ListState } from './use-list';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly render: (row: Row) => ReactNode;
  /** The server's word for sorting by it; left out: it cannot. */
  readonly sort?: string;
  readonly align?: 'left' | 'right';
  readonly width?: number | string;
}

interface DataTableProps<Row> {
  /** What the table holds, for those who hear it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[] | undefined;
  readonly rowKey: (row: Row) => string;
  readonly query: { readonly error: unknown; readonly isFetching: boolean; readonly refetch: () => unknown };
  /** Left out: the list has one page and no sorting. */
  readonly list?: ListState;
  /** The server's cursor of the next page; null or undefined: this is the last. */
  readonly next?: string | null | undefined;
  readonly empty: { readonly title: string; readonly text: ReactNode; readonly action?: ReactNode };
  /** Filters and search, above the table. */
  readonly toolbar?: ReactNode;
}

/** A list of the server: a page of it, sorted and filtered there; what is asked for stands in the address. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, query, list, next, toolbar } = props;
  return (
    <Stack gap="sm">
      {toolbar}
      {query.error !== null && query.error !== undefined && (
        <Fault error={query.error} onRetry={() => void query.refetch()} />
      )}
      {rows === undefined && (query.error === null || query.error === undefined) && <Loading />}
      {rows?.length === 0 && <Nothing {...props} />}
      {rows !== undefined && rows.length > 0 && (
        <Paper withBorder>
          <ScrollBox label={label}>
            <Table aria-busy={query.isFetching} verticalSpacing="xs" highlightOnHover>
              <Table.Thead>
                <Table.Tr>
                  {columns.map((column) => (
                    <Head key={column.key} column={column} {...(list === undefined ? {} : { list })} />
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((row) => (
                  <Table.Tr key={rowKey(row)}>
                    {columns.map(({ key, render, align = 'left' }) => (
                      <Table.Td key={key} ta={align}>
                        {render(row)}
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollBox>
        </Paper>
      )}
      {list !== undefined && <Paging list={list} next={next ?? null} />}
    </Stack>
  );
}

function Nothing<Row>({ list, empty }: DataTableProps<Row>) {
  const { t } = useTranslation();
  if (list?.isFiltered !== true)
    return (
      <Empty title={empty.title} text={empty.text}>
        {empty.action}
      </Empty>
    );
  return (
    <Empty title={t('list.nothingFits')} text={t('list.nothingFitsAdvice')}>
      <Button variant="default" onClick={list.clear}>
        {t('list.clear')}
      </Button>
    </Empty>
  );
}

function Head<Row>({ column, list }: { readonly column: Column<Row>; readonly list?: ListState }) {
  const { t } = useTranslation();
  const { title, sort, align = 'left', width } = column;
  const style = width === undefined ? {} : { width };
  if (sort === undefined || list === undefined)
    return (
      <Table.Th scope="col" ta={align} style={style}>
        {title}
      </Table.Th>
    );
  const order = list.sort === sort ? 'ascending' : list.sort === `-${sort}` ? 'descending' : 'none';
  const Icon = order === 'none' ? IconArrowsSort : order === 'ascending' ? IconArrowUp : IconArrowDown;
  const then = order === 'ascending' ? `-${sort}` : sort;
  return (
    <Table.Th scope="col" ta={align} style={style} aria-sort={order}>
      <UnstyledButton
        fw={700}
        fz="sm"
        title={t('list.sortBy', { what: title })}
        onClick={() => list.set({ sort: then })}
        style={{ whiteSpace: 'nowrap' }}
      >
        {title} <Icon size={13} aria-hidden style={{ verticalAlign: -1 }} />
      </UnstyledButton>
    </Table.Th>
  );
}

function Paging({ list, next }: { readonly list: ListState; readonly next: string | null }) {
  const { t } = useTranslation();
  if (list.isFirst && next === null) return null;
  return (
    <Group component="nav" aria-label={t('list.pages')} justify="flex-end">
      {!list.isFirst && (
        <Button variant="default" leftSection={<IconChevronsLeft size={16} aria-hidden />} onClick={list.goFirst}>
          {t('list.first')}
        </Button>
      )}
      {next === null ? (
        <Text size="sm" c="dimmed">
          {t('list.last')}
        </Text>
      ) : (
        <Button
          variant="default"
          rightSection={<IconChevronRight size={16} aria-hidden />}
          onClick={() => list.goTo(next)}
        >
          {t('list.next')}
        </Button>
      )}
    </Group>
  );
}
