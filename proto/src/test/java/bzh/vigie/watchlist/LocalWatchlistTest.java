package bzh.vigie.watchlist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.watchlist.LocalWatchlist.Kind;
import bzh.vigie.watchlist.LocalWatchlist.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LocalWatchlistTest {
    private static final String HASH = "ab".repeat(32);
    private static final List<Value> VALUES = List.of(
            new Value(Kind.FILE, HASH),
            new Value(Kind.SERVICE, "WinUpd"),
            new Value(Kind.TASK, "\\Microsoft\\Updater"),
            new Value(Kind.ACCOUNT, "support_a"),
            new Value(Kind.KEY, "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8"));

    @Test
    void eachValueIsFoundInTheFormThatAHostMayHaveIt() {
        LocalWatchlist list = read(LocalWatchlist.of(VALUES));
        VALUES.forEach(value -> assertTrue(list.find(value).isPresent(), value::toString));
        assertTrue(list.find(new Value(Kind.FILE, HASH.toUpperCase(java.util.Locale.ROOT)))
                .isPresent());
        assertTrue(list.find(new Value(Kind.SERVICE, "WINUPD")).isPresent());
        assertTrue(list.find(new Value(Kind.TASK, "microsoft\\updater")).isPresent());
        assertEquals(5, list.size());
    }

    @Test
    void aValueOfAnotherKindOrWithOneLetterMoreIsNot() {
        LocalWatchlist list = LocalWatchlist.of(VALUES);
        assertEquals(Optional.empty(), list.find(new Value(Kind.TASK, "WinUpd")));
        assertEquals(Optional.empty(), list.find(new Value(Kind.SERVICE, "WinUpd2")));
        assertEquals(
                Optional.empty(), list.find(new Value(Kind.KEY, "sha256:nthbg6kxupjwgl7e1igocspromtxdcarlvikw6e5sy8")));
        assertEquals(Optional.empty(), LocalWatchlist.NONE.find(VALUES.getFirst()));
    }

    @Test
    void theSameValuesAreTheSameListAndOneMoreIsAnotherInEveryEntry() {
        LocalWatchlist list = LocalWatchlist.of(VALUES);
        assertEquals(list.id(), LocalWatchlist.of(VALUES.reversed()).id());
        List<Value> more = new ArrayList<>(VALUES);
        more.add(new Value(Kind.SERVICE, "other"));
        LocalWatchlist other = LocalWatchlist.of(more);
        assertNotEquals(list.id(), other.id());
        assertNotEquals(list.find(VALUES.getFirst()), other.find(VALUES.getFirst()));
    }

    @Test
    void nothingOfAValueCanBeReadInIt() {
        LocalWatchlist list = LocalWatchlist.of(VALUES);
        String bytes = new String(list.entries(), StandardCharsets.ISO_8859_1)
                + new String(list.salt(), StandardCharsets.ISO_8859_1);
        assertFalse(bytes.contains("winupd") || bytes.contains("support") || bytes.contains("abab"));
    }

    @Test
    void whatIsOverItsBoundsOrOutOfOrderIsNone() {
        LocalWatchlist list = LocalWatchlist.of(VALUES);
        byte[] salt = list.salt();
        byte[] entries = list.entries();
        assertTrue(LocalWatchlist.read(1, salt, entries).isPresent());
        assertEquals(Optional.empty(), LocalWatchlist.read(2, salt, entries));
        assertEquals(Optional.empty(), LocalWatchlist.read(1, new byte[15], entries));
        assertEquals(Optional.empty(), LocalWatchlist.read(1, new byte[0], entries));
        assertEquals(Optional.empty(), LocalWatchlist.read(1, salt, new byte[0]));
        assertEquals(Optional.empty(), LocalWatchlist.read(1, salt, java.util.Arrays.copyOf(entries, 79)));
        assertEquals(Optional.empty(), LocalWatchlist.read(1, salt, new byte[160_016]));
        byte[] twice = new byte[32];
        System.arraycopy(entries, 0, twice, 0, 16);
        System.arraycopy(entries, 0, twice, 16, 16);
        assertEquals(Optional.empty(), LocalWatchlist.read(1, salt, twice));
        assertTrue(
                LocalWatchlist.read(1, new byte[0], new byte[0]).orElseThrow().isEmpty());
    }

    @Test
    void theLongestListGoesThroughAndOneMoreDoesNot() {
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < LocalWatchlist.MOST; i++) {
            values.add(new Value(Kind.SERVICE, "s" + i));
        }
        LocalWatchlist list = read(LocalWatchlist.of(values));
        assertEquals(LocalWatchlist.MOST, list.size());
        assertTrue(list.find(values.get(7_777)).isPresent());
        values.add(new Value(Kind.SERVICE, "s"));
        assertThrows(IllegalArgumentException.class, () -> LocalWatchlist.of(values));
    }

    @Test
    void whateverBytesComeAreAListOrNone() {
        Random random = new Random(41);
        for (int i = 0; i < 5_000; i++) {
            byte[] salt = new byte[random.nextInt(4) == 0 ? random.nextInt(40) : 16];
            byte[] entries = new byte[random.nextInt(6) * 16 + (random.nextInt(5) == 0 ? random.nextInt(16) : 0)];
            random.nextBytes(salt);
            random.nextBytes(entries);
            LocalWatchlist.read(random.nextInt(3), salt, entries).ifPresent(list -> {
                assertArrayEquals(entries, list.entries());
                assertEquals(Optional.empty(), list.find(new Value(Kind.SERVICE, "x")));
            });
        }
    }

    private static LocalWatchlist read(LocalWatchlist list) {
        return LocalWatchlist.read(LocalWatchlist.VERSION, list.salt(), list.entries())
                .orElseThrow();
    }

    /** The digest is what {@code printf upd7734x | sha256sum | cut -c1-12} writes. */
    @Test
    void aWordHasAnotherDigestInAnotherIncident() {
        List<Value> words = List.of(new Value(Kind.WORD, "5e174c3ab213"));
        LocalWatchlist one = read(LocalWatchlist.of(words, "2026-001"));
        LocalWatchlist other = LocalWatchlist.of(words, "2026-002");
        assertTrue(one.find(words.getFirst()).isPresent());
        assertNotEquals(one.find(words.getFirst()), other.find(words.getFirst()));
        assertEquals(one.id(), LocalWatchlist.of(words, "2026-001").id());
        assertEquals(
                LocalWatchlist.of(words, "2026-001", "2026-002").id(),
                LocalWatchlist.of(words, "2026-002", "2026-001").id());
    }
}
