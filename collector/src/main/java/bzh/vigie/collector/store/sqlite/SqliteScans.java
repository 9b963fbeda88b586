package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Scans;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import bzh.vigie.event.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.DeflaterInputStream;
import java.util.zip.InflaterOutputStream;

/** Files of scans, deflated, in parts that the ledger's lines have a digest of. */
final class SqliteScans implements Scans {
    private static final int PART = 1 << 20;
    private static final int LONGEST_NAME = 255;

    private static final String STANDING = "NOT EXISTS (SELECT 1 FROM disk_scan_line WHERE scan = disk_scan.number)";

    private final Sql sql;
    private final SqliteIncidents incidents;
    private final SqliteAudit audit;
    private final InstantSource time;

    SqliteScans(Sql sql, SqliteIncidents incidents, SqliteAudit audit, InstantSource time) {
        this.sql = sql;
        this.incidents = incidents;
        this.audit = audit;
        this.time = time;
    }

    @Override
    public Optional<Long> add(
            Scope scope,
            IncidentId id,
            Stated stated,
            Content content,
            Optional<Compared> compared,
            byte[] bytes,
            Author author) {
        if (stated.name().isBlank() || stated.name().length() > LONGEST_NAME || bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException("a scan has a name and at most " + MOST_BYTES + " bytes");
        }
        if (!incidents.concerns(scope, id, stated.commune())) {
            return Optional.empty();
        }
        long number = sql.insert(
                "INSERT INTO disk_scan (incident, commune, host, enrolled, name, as_of, other_media, sha256, reader, os,"
                        + " catalogue, items, places, refused, hidden, untold, otherwise, not_compared, named, bytes,"
                        + " written, author, reason)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id.text(),
                stated.commune(),
                stated.host(),
                stated.enrolled(),
                stated.name(),
                stated.asOf(),
                stated.otherMedia(),
                content.sha256(),
                content.reader(),
                content.os(),
                content.catalogue(),
                content.items(),
                content.places(),
                content.refused(),
                compared.map(Compared::hidden),
                compared.map(Compared::untold),
                compared.map(Compared::otherwise),
                compared.map(Compared::notCompared),
                compared.map(each -> String.join("\n", each.named())).orElse(""),
                bytes.length,
                time.instant(),
                author.name(),
                author.reason());
        byte[] deflated = deflated(bytes);
        for (int from = 0; from < deflated.length; from += PART) {
            sql.change(
                    "INSERT INTO disk_scan_part VALUES (?, ?, ?)",
                    number,
                    from / PART,
                    Arrays.copyOfRange(deflated, from, Math.min(from + PART, deflated.length)));
        }
        audit.add(
                author,
                "incident-scan " + stated.commune() + " " + number + " " + stated.host() + " " + content.items() + " "
                        + content.sha256(),
                id.text());
        return Optional.of(number);
    }

    @Override
    public boolean withdraw(Scope scope, IncidentId id, long number, Author author) {
        boolean stands = list(scope, id).stream().anyMatch(each -> each.number() == number && each.standing());
        if (stands) {
            sql.change(
                    "INSERT INTO disk_scan_line (scan, written, author, reason) VALUES (?, ?, ?, ?)",
                    number,
                    time.instant(),
                    author.name(),
                    author.reason());
            audit.add(author, "incident-scan-withdrawn " + number, id.text());
        }
        return stands;
    }

    @Override
    public List<Scan> list(Scope scope, IncidentId id) {
        return sql.scoped(
                "SELECT *, " + STANDING + " AS standing FROM disk_scan WHERE {scope} AND incident = ?2 ORDER BY number",
                SqliteScans::scan,
                scope,
                id.text());
    }

    @Override
    public List<Scan> standing(Scope scope) {
        return sql.scoped(
                "SELECT *, 1 AS standing FROM disk_scan WHERE {scope} AND " + STANDING + " ORDER BY number",
                SqliteScans::scan,
                scope);
    }

    @Override
    public byte[] bytes(Scan scan) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        // What somebody put into the file does not fill the memory.
        int most = sql.first("SELECT bytes FROM disk_scan WHERE number = ?", row -> row.getInt(1), scan.number())
                .filter(length -> length >= 0 && length <= MOST_BYTES)
                .orElse(0);
        try (InflaterOutputStream inflating = new InflaterOutputStream(whole) {
            @Override
            public void write(byte[] part, int from, int length) throws IOException {
                super.write(part, from, length);
                if (whole.size() > most) {
                    throw new IOException("more than was kept");
                }
            }
        }) {
            for (int place = 0; ; place++) {
                Optional<byte[]> part = sql.first(
                        "SELECT deflated FROM disk_scan_part WHERE scan = ? AND place = ?",
                        row -> row.getBytes(1),
                        scan.number(),
                        place);
                if (part.isEmpty()) {
                    break;
                }
                // In pieces, so that the bound is looked at while it grows.
                for (int from = 0; from < part.get().length; from += 1 << 12) {
                    inflating.write(part.get(), from, Math.min(1 << 12, part.get().length - from));
                }
            }
            inflating.finish();
        } catch (IOException e) {
            throw new StoreException(Fault.DAMAGED, "The file of scan " + scan.number() + " cannot be read.", e);
        }
        byte[] bytes = whole.toByteArray();
        if (!Sha256.over(bytes).hex().equals(scan.content().sha256())) {
            throw new StoreException(Fault.DAMAGED, "The file of scan " + scan.number() + " is not the one kept.");
        }
        return bytes;
    }

    private static byte[] deflated(byte[] bytes) {
        try (DeflaterInputStream in = new DeflaterInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("deflating in memory", e);
        }
    }

    private static Scan scan(ResultSet row) throws SQLException {
        int hidden = row.getInt("hidden");
        Optional<Compared> compared = row.wasNull()
                ? Optional.empty()
                : Optional.of(new Compared(
                        hidden,
                        row.getInt("untold"),
                        row.getInt("otherwise"),
                        row.getInt("not_compared"),
                        row.getString("named").lines().toList()));
        return new Scan(
                row.getLong("number"),
                new IncidentId(row.getString("incident")),
                new Stated(
                        new Commune(row.getString("commune")),
                        new AgentId(row.getString("host")),
                        row.getBoolean("enrolled"),
                        row.getString("name"),
                        Sql.instant(row, "as_of"),
                        row.getBoolean("other_media")),
                new Content(
                        row.getString("sha256"),
                        row.getString("reader"),
                        row.getString("os"),
                        row.getString("catalogue"),
                        row.getInt("items"),
                        row.getInt("places"),
                        row.getInt("refused")),
                compared,
                row.getBoolean("standing"),
                Sql.instant(row, "written"),
                SqliteIncidents.author(row));
    }
}
