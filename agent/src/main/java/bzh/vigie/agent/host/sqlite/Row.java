package bzh.vigie.agent.host.sqlite;

import java.util.List;
import java.util.OptionalLong;

/**
 * A row of a table.
 *
 * @param id its rowid, by which a table is ordered
 * @param values in order of the columns; fewer where columns were added to the table after the row was written
 */
public record Row(long id, List<Value> values) {
    public Row {
        values = List.copyOf(values);
    }

    /** The text of a column; empty where it has none, or there is no such column. */
    public String text(int column) {
        return column >= 0 && column < values.size() && values.get(column) instanceof Value.Text text
                ? text.text()
                : "";
    }

    /** The whole number of a column; empty where it has none, or there is no such column. */
    public OptionalLong whole(int column) {
        return column >= 0 && column < values.size() && values.get(column) instanceof Value.Whole whole
                ? OptionalLong.of(whole.number())
                : OptionalLong.empty();
    }
}
