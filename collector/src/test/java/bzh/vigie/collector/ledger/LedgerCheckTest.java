package bzh.vigie.collector.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.collector.ledger.LedgerCheck.Fault;
import bzh.vigie.collector.ledger.LedgerCheck.Finding;
import bzh.vigie.collector.ledger.LedgerCheck.Result;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whatever is done to a small ledger, at every place of it: found, by itself or with an anchor. */
final class LedgerCheckTest {
    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
    private static final int SIZE = 7;

    /** An entry as it is kept, all in a form whose bytes can be changed. */
    private record Kept(LedgerEntry entry, String salt, String words) {
        Sha256 digest() {
            return LedgerContent.digest(bytes(salt), bytes(words));
        }
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static List<Kept> ledger(int size, String mark) {
        List<Kept> all = new ArrayList<>();
        Optional<LedgerEntry> last = Optional.empty();
        for (int i = 1; i <= size; i++) {
            String salt = Sha256.over((mark + i).getBytes(StandardCharsets.UTF_8))
                    .hex()
                    .substring(0, 32);
            LedgerContent content = new LedgerContent(Map.of("id", mark + i, "who", "Nolwenn Le Goff, mairie d’Auray"));
            LedgerEntry entry = LedgerEntry.following(
                    last,
                    1_000_000L * START.plusSeconds(60L * i).getEpochSecond(),
                    i == 1 ? LedgerKind.OPENED : LedgerKind.ALERT,
                    "56007",
                    mark + i,
                    LedgerContent.digest(bytes(salt), content.bytes()));
            all.add(new Kept(entry, salt, HexFormat.of().formatHex(content.bytes())));
            last = Optional.of(entry);
        }
        return all;
    }

    private static Anchor anchor(List<Kept> ledger, int number) {
        return Anchor.of(ledger.getFirst().entry(), ledger.get(number - 1).entry(), START.plusSeconds(3_600L * number));
    }

    private static Result check(List<Kept> ledger, Anchor... anchors) {
        LedgerCheck check = new LedgerCheck(List.of(anchors));
        ledger.forEach(kept -> check.next(kept.entry(), Optional.of(kept.digest())));
        return check.end(0);
    }

    @Test
    void aLedgerAsItWasWrittenHolds() {
        List<Kept> ledger = ledger(SIZE, "a");
        Result result = check(ledger, anchor(ledger, 5), anchor(ledger, 3));
        assertEquals(List.of(), result.faults());
        assertEquals(SIZE, result.entries());
        assertEquals(Optional.of(anchor(ledger, 3)), result.earliest());
        assertEquals(Optional.of(anchor(ledger, 5)), result.latest());
        assertEquals(1, result.vouchedFrom());
        assertEquals(2, result.notVouched());
        assertEquals(SIZE, check(ledger).notVouched());
    }

    @Test
    void anyBitOfAnyEntryThatIsFlippedIsFoundWithoutAnAnchor() {
        List<Kept> ledger = ledger(SIZE, "a");
        int flips = 0;
        for (int i = 0; i < SIZE; i++) {
            for (Kept changed : flipped(ledger.get(i))) {
                List<Kept> other = new ArrayList<>(ledger);
                other.set(i, changed);
                assertFalse(check(other).sound(), () -> "undetected: " + changed);
                flips++;
            }
        }
        assertTrue(flips > SIZE * 8 * (32 + 32 + 16 + 8 + 8), "all fields: " + flips);
    }

    /** Every entry that differs from this one in a single bit. */
    private static List<Kept> flipped(Kept kept) {
        List<Kept> all = new ArrayList<>();
        LedgerEntry e = kept.entry();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            all.add(with(
                    kept,
                    new LedgerEntry(
                            e.number() ^ (1L << bit),
                            e.micros(),
                            e.kind(),
                            e.commune(),
                            e.reference(),
                            e.content(),
                            e.hash())));
            all.add(with(
                    kept,
                    new LedgerEntry(
                            e.number(),
                            e.micros() ^ (1L << bit),
                            e.kind(),
                            e.commune(),
                            e.reference(),
                            e.content(),
                            e.hash())));
        }
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            all.add(with(
                    kept,
                    new LedgerEntry(
                            e.number(),
                            e.micros(),
                            e.kind() ^ (1 << bit),
                            e.commune(),
                            e.reference(),
                            e.content(),
                            e.hash())));
        }
        for (String commune : flippedText(e.commune())) {
            all.add(with(
                    kept,
                    new LedgerEntry(e.number(), e.micros(), e.kind(), commune, e.reference(), e.content(), e.hash())));
        }
        for (String reference : flippedText(e.reference())) {
            all.add(with(
                    kept,
                    new LedgerEntry(e.number(), e.micros(), e.kind(), e.commune(), reference, e.content(), e.hash())));
        }
        for (String hex : flippedHex(e.content().hex())) {
            all.add(with(
                    kept,
                    new LedgerEntry(
                            e.number(), e.micros(), e.kind(), e.commune(), e.reference(), new Sha256(hex), e.hash())));
        }
        for (String hex : flippedHex(e.hash().hex())) {
            all.add(with(
                    kept,
                    new LedgerEntry(
                            e.number(),
                            e.micros(),
                            e.kind(),
                            e.commune(),
                            e.reference(),
                            e.content(),
                            new Sha256(hex))));
        }
        flippedHex(kept.salt()).forEach(salt -> all.add(new Kept(e, salt, kept.words())));
        flippedHex(kept.words()).forEach(words -> all.add(new Kept(e, kept.salt(), words)));
        return all;
    }

    private static Kept with(Kept kept, LedgerEntry entry) {
        return new Kept(entry, kept.salt(), kept.words());
    }

    private static List<String> flippedHex(String hex) {
        List<String> all = new ArrayList<>();
        byte[] bytes = bytes(hex);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] other = bytes.clone();
            other[bit / 8] ^= (byte) (1 << (bit % 8));
            all.add(HexFormat.of().formatHex(other));
        }
        return all;
    }

    private static List<String> flippedText(String text) {
        return flippedHex(HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8))).stream()
                .map(hex -> new String(bytes(hex), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void anyEntryThatIsDroppedIsFoundAndTheTailWithAnAnchor() {
        List<Kept> ledger = ledger(SIZE, "a");
        for (int i = 0; i < SIZE; i++) {
            List<Kept> other = new ArrayList<>(ledger);
            other.remove(i);
            assertEquals(i == SIZE - 1, check(other).sound(), "a chain cannot know that its tail is missing");
            Finding expected = i == SIZE - 1 ? Finding.CUT : Finding.MISSING;
            assertEquals(
                    List.of(new Fault(expected, i + 1)),
                    check(other, anchor(ledger, SIZE)).faults());
        }
        for (int left = 0; left < SIZE; left++) {
            Result result = check(ledger.subList(0, left), anchor(ledger, SIZE));
            assertEquals(List.of(new Fault(Finding.CUT, left + 1)), result.faults());
            assertEquals(Optional.empty(), result.latest());
        }
    }

    @Test
    void whatTheStoreGaveOutShowsACutTailToo() {
        LedgerCheck check = new LedgerCheck(List.of());
        ledger(3, "a").forEach(kept -> check.next(kept.entry(), Optional.of(kept.digest())));
        assertEquals(List.of(new Fault(Finding.CUT, 4)), check.end(7).faults());
    }

    @Test
    void anyTwoEntriesThatChangedPlacesAreFoundAlsoWithTheirNumbersChangedBack() {
        List<Kept> ledger = ledger(SIZE, "a");
        for (int i = 0; i < SIZE; i++) {
            for (int j = i + 1; j < SIZE; j++) {
                List<Kept> other = new ArrayList<>(ledger);
                Collections.swap(other, i, j);
                assertFalse(check(other).sound());
                other.set(i, renumbered(other.get(i), i + 1));
                other.set(j, renumbered(other.get(j), j + 1));
                assertFalse(check(other).sound());
            }
        }
    }

    private static Kept renumbered(Kept kept, long number) {
        LedgerEntry e = kept.entry();
        return with(
                kept, new LedgerEntry(number, e.micros(), e.kind(), e.commune(), e.reference(), e.content(), e.hash()));
    }

    @Test
    void anEntryTwiceIsFound() {
        List<Kept> ledger = ledger(SIZE, "a");
        for (int i = 0; i < SIZE; i++) {
            List<Kept> other = new ArrayList<>(ledger);
            other.add(i, ledger.get(i));
            assertFalse(check(other).sound());
        }
    }

    @Test
    void aLedgerWrittenAnewFromAnyPlaceIsFoundByAnAnchorFromThereOrLaterAndByNothingElse() {
        List<Kept> ledger = ledger(SIZE, "a");
        for (int from = 1; from <= SIZE; from++) {
            List<Kept> forged = rewritten(ledger, from);
            assertTrue(check(forged).sound(), "it is a chain like any other");
            for (int at = 1; at <= SIZE; at++) {
                Result result = check(forged, anchor(ledger, at));
                if (at < from) {
                    assertTrue(result.sound());
                    assertEquals(SIZE - at, result.notVouched());
                } else {
                    Fault fault = from == 1 ? new Fault(Finding.OTHER_BEGINNING, 1) : new Fault(Finding.REWRITTEN, at);
                    assertEquals(List.of(fault), result.faults());
                    assertEquals(SIZE, result.notVouched());
                }
            }
        }
    }

    /** As somebody does who has the program and the file: other words from that entry on, and every hash right. */
    private static List<Kept> rewritten(List<Kept> ledger, int from) {
        List<Kept> other = ledger(SIZE, "b");
        List<Kept> forged = new ArrayList<>(ledger.subList(0, from - 1));
        for (int i = from; i <= SIZE; i++) {
            Kept source = other.get(i - 1);
            forged.add(with(
                    source,
                    LedgerEntry.following(
                            forged.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(forged.getLast().entry()),
                            source.entry().micros(),
                            LedgerKind.ALERT,
                            "56007",
                            source.entry().reference(),
                            source.entry().content())));
        }
        return forged;
    }

    @Test
    void anAnchorStillVouchesForWhatLiesBehindAFault() {
        List<Kept> ledger = ledger(SIZE, "a");
        List<Kept> other = new ArrayList<>(ledger);
        other.remove(2);
        Result result = check(other, anchor(ledger, 6));
        assertEquals(List.of(new Fault(Finding.MISSING, 3)), result.faults());
        assertEquals(5, result.vouchedFrom(), "the fourth follows from an entry that is not there");
    }

    @Test
    void aLedgerOfManyFaultsIsToldInBounds() {
        List<Kept> ledger = ledger(SIZE, "a");
        LedgerCheck check = new LedgerCheck(List.of());
        for (int i = 0; i < 300; i++) {
            Kept kept = renumbered(ledger.get(2), 10L * i + 3L);
            check.next(kept.entry(), Optional.empty());
        }
        Result result = check.end(0);
        assertEquals(100, result.faults().size());
        assertEquals(200, result.moreFaults());
        assertEquals(300, result.withoutContent());
    }
}
