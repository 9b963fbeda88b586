package bzh.vigie.collector.store.sqlite;

import bzh.vigie.event.Account;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.LocationStatus.AsShipped;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The last status of each location and account of a host. */
final class LocationStatuses {
    private final Sql sql;

    LocationStatuses(Sql sql) {
        this.sql = sql;
    }

    void put(long inventory, LocationStatus status) {
        sql.change(
                "INSERT OR REPLACE INTO location_status VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                inventory,
                status.account().map(Account::name),
                status.state(),
                status.reason(),
                status.detail(),
                status.reader(),
                status.items(),
                status.bytes(),
                status.startedWallMicros(),
                status.durationMicros(),
                status.trigger(),
                status.catalogueVersion(),
                status.asShipped().map(AsShipped::items),
                status.asShipped().map(shipped -> shipped.digest().bytes()));
    }

    List<LocationStatus> of(long agent) {
        return sql.list("""
                SELECT s.*, l.id AS location_id, i.account AS account_id FROM inventory i
                JOIN location_status s ON s.inventory = i.number JOIN location l ON l.number = i.location
                WHERE i.agent = ? ORDER BY l.id, i.account""", LocationStatuses::status, agent);
    }

    private static LocationStatus status(ResultSet row) throws SQLException {
        String accountId = row.getString("account_id");
        return new LocationStatus(
                row.getString("location_id"),
                Optional.ofNullable(row.getString("account_name")).map(name -> new Account(accountId, name)),
                LocationStatus.State.valueOf(row.getString("state")),
                ReasonCode.valueOf(row.getString("reason")),
                row.getString("detail"),
                row.getString("reader"),
                row.getInt("items"),
                row.getLong("bytes"),
                row.getLong("started"),
                row.getLong("duration"),
                LocationStatus.Trigger.valueOf(row.getString("trigger_kind")),
                row.getInt("catalogue_version"),
                asShipped(row));
    }

    private static Optional<AsShipped> asShipped(ResultSet row) throws SQLException {
        byte[] digest = row.getBytes("shipped_digest");
        return digest == null
                ? Optional.empty()
                : Optional.of(new AsShipped(row.getInt("shipped_items"), Sha256.of(digest)));
    }
}
