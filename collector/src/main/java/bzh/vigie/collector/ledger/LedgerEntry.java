package bzh.vigie.collector.ledger;

import bzh.vigie.event.Moment;
import bzh.vigie.event.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One link of the ledger. Numbers begin at 1, without holes.
 *
 * <pre>
 *            ┌───────────── entry n-1 ─────────────┐      ┌────────────── entry n ──────────────┐
 *            │ number time kind commune ref digest │      │ number time kind commune ref digest │
 *            └──────────────────┬──────────────────┘      └──────────────────┬──────────────────┘
 *   hash n-2 ───▶ SHA-256 ◀─────┘           hash n-1 ───▶ SHA-256 ◀──────────┘
 *                    └──▶ hash n-1 ────────────▲             └──▶ hash n ──▶ …
 *
 *   hash = SHA-256 of
 *     "vigie-ledger-entry-1" 0x00    what this hash is of, and of no other structure
 *     hash of the entry before       32 bytes; 32 zeros for the first
 *     number                         8 bytes
 *     time                           8 bytes, microseconds since 1970 UTC, signed
 *     kind                           4 bytes ({@link LedgerKind#code})
 *     commune, reference             each 4 bytes of length and UTF-8
 *     content                        32 bytes, the digest of a {@link LedgerContent}
 * </pre>
 *
 * Numbers are big-endian. No personal data is in it: the words stand beside the ledger, under their salted digest.
 *
 * @param micros when it was made by the collector's clock, microseconds since 1970 UTC
 * @param kind code of a {@link LedgerKind}
 * @param commune INSEE code; empty where it is of none, or of several
 * @param reference what the entry is about: the id of an alert, the number of a decision in the audit log, a day
 */
public record LedgerEntry(
        long number, long micros, int kind, String commune, String reference, Sha256 content, Sha256 hash) {
    private static final byte[] DOMAIN = "vigie-ledger-entry-1\0".getBytes(StandardCharsets.US_ASCII);

    /** What the first entry has in place of an entry before it. */
    public static final Sha256 BEFORE_ALL = Sha256.of(new byte[32]);

    /** The entry that follows another, or is the first. */
    public static LedgerEntry following(
            Optional<LedgerEntry> before,
            long micros,
            LedgerKind kind,
            String commune,
            String reference,
            Sha256 content) {
        LedgerEntry unlinked = new LedgerEntry(
                before.map(LedgerEntry::number).orElse(0L) + 1,
                micros,
                kind.code(),
                commune,
                reference,
                content,
                BEFORE_ALL);
        return unlinked.linked(unlinked.hashAfter(before.map(LedgerEntry::hash).orElse(BEFORE_ALL)));
    }

    private LedgerEntry linked(Sha256 link) {
        return new LedgerEntry(number, micros, kind, commune, reference, content, link);
    }

    /** The hash that this entry must have after one with that hash. */
    public Sha256 hashAfter(Sha256 before) {
        MessageDigest digest = Sha256.digest();
        digest.update(DOMAIN);
        digest.update(before.bytes());
        digest.update(ByteBuffer.allocate(20)
                .putLong(number)
                .putLong(micros)
                .putInt(kind)
                .array());
        for (String text : List.of(commune, reference)) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
            digest.update(bytes);
        }
        digest.update(content.bytes());
        return Sha256.of(digest.digest());
    }

    /** When it was made, by the collector's clock. */
    public Instant time() {
        return Moment.instant(micros);
    }
}
