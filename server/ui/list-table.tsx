import type { Children } from './custom-elements.ts';

export type Column<Row> = {
  /** The header. On a phone it stands before each value instead. */
  title: string;
  /** How the cells look: `figure` stands to the right, under a header that does too. */
  look?: 'figure' | 'time' | 'number' | 'hash';
  /** What the row is called by; one column of a list is. */
  isRowHeader?: boolean;
  cell: (row: Row) => Children;
};

type ListTableProps<Row> = {
  id?: string;
  /** What is listed, for those who hear the page. */
  label: string;
  /** Shows the label above the table, too. */
  showsLabel?: boolean;
  /** `false` leaves a column out. */
  columns: readonly (Column<Row> | false)[];
  rows: readonly Row[];
  rowAttributes?: (row: Row) => { id?: string; 'data-row'?: true };
  /** Said in place of a table without rows; without it nothing is drawn. */
  empty?: Children;
};

/** A list as a table, with each column declared once; a row of it becomes a card where there is little room. */
export function ListTable<Row>(props: ListTableProps<Row>) {
  const { id, label, showsLabel, rows, rowAttributes, empty } = props;
  const columns = props.columns.filter((column) => column !== false);
  if (rows.length === 0) return empty ? <EmptyList>{empty}</EmptyList> : null;
  return (
    <div class="scroll">
      <table class="list" id={id} aria-label={showsLabel ? undefined : label}>
        {showsLabel ? <caption>{label}</caption> : null}
        <thead>
          <tr>
            {columns.map(({ title, look }) => (
              <th scope="col" class={look === 'figure' ? look : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr {...rowAttributes?.(row)}>
              {columns.map((column) => (
                <Cell column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell<Row>({ column: { title, look, isRowHeader, cell }, row }: { column: Column<Row>; row: Row }) {
  if (isRowHeader)
    return (
      <th scope="row" class={look}>
        {cell(row)}
      </th>
    );
  return (
    <td data-label={title} class={look}>
      {cell(row)}
    </td>
  );
}

/** What stands where a list would, when there is nothing to list. */
export function EmptyList({ children }: { children: Children }) {
  return <p class="empty">{children}</p>;
}

type ItemListProps<Item> = { items: readonly Item[]; empty: string; item: (item: Item) => Children };

/** A list whose items are lines of words, marks and buttons; `item` draws the inside of one. */
export function ItemList<Item>({ items, empty, item }: ItemListProps<Item>) {
  if (items.length === 0) return <EmptyList>{empty}</EmptyList>;
  return (
    <ul class="items">
      {items.map((each) => (
        <li>{item(each)}</li>
      ))}
    </ul>
  );
}

type MoreLinkProps = {
  path: string;
  query?: Record<string, string>;
  /** Where the next page of the list begins; null at its end, and then there is no link. */
  nextCursor: string | null | undefined;
  label: string;
};

/** The way to the rest of a list that is longer than a page. */
export function MoreLink({ path, query, nextCursor, label }: MoreLinkProps) {
  if (!nextCursor) return null;
  const search = new URLSearchParams({ ...query, cursor: nextCursor });
  return (
    <p class="more">
      <a class="button" href={`${path}?${search.toString()}`}>
        {label}
      </a>
    </p>
  );
}
