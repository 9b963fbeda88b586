package bzh.vigie.collector.store;

import bzh.vigie.collector.ledger.LedgerContent;
import bzh.vigie.collector.ledger.LedgerEntry;
import bzh.vigie.collector.ledger.LedgerKind;
import bzh.vigie.event.Sha256;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ledger: append-only and chained by hash ({@link LedgerEntry}). Alerts and decisions enter it in the transaction that stores
 * them, by themselves. The words of an entry are kept beside it and may be let go of, the entry never.
 */
public interface Ledger {
    /**
     * An entry with its words.
     *
     * @param digest of the words that are kept; what the entry holds must equal it. Empty where none are kept
     * @param content the words; empty also where what is kept cannot be read
     */
    record Row(LedgerEntry entry, Optional<Sha256> digest, Optional<LedgerContent> content) {}

    /** Appends an entry, with the time of now. Of a ledger that is empty, the first entry says what was there before. */
    void add(LedgerKind kind, String commune, String reference, LedgerContent content);

    /** By number, ascending, from after that one; of these communes alone unless all may be seen. */
    List<Row> list(Scope scope, long after, int limit);

    /** Those of one kind and commune, by number, ascending, from after that one. */
    List<Row> list(LedgerKind kind, Commune commune, long after, int limit);

    /** The communes that entries of a kind are about, in their order. */
    List<Commune> communes(LedgerKind kind);

    Optional<LedgerEntry> first();

    /** The latest entry. */
    Optional<LedgerEntry> last();

    /** The number of the latest entry that is about one of these communes or about none, 0 where there is none; cheap to ask for. */
    long lastAbout(Collection<Commune> communes);

    /** The latest entry of a kind and a commune. */
    Optional<LedgerEntry> last(LedgerKind kind, Commune commune);

    /**
     * The line of that reference as it is now; empty where it is gone.
     *
     * @param reference as an entry of kind {@link LedgerKind#LINE} has it: may be anything
     */
    Optional<LedgerContent> line(String reference);

    /** References of all lines that are there, of each table in its order. */
    List<String> lines();

    /** Of these lines, by table, how many and a digest over them in this order, as the entry has them that says what was there before. */
    Map<String, String> digests(List<String> references);

    /** The highest number that was ever given out, 0 before the first. */
    long given();
}
