package bzh.vigie.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import bzh.vigie.event.InventoryDigest.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

class InventoryDigestTest {
    private static final Sha256 ONE = Sha256.over(new byte[] {1});
    private static final Sha256 TWO = Sha256.over(new byte[] {2});

    @Test
    void theOrderOfEntriesDoesNotMatter() {
        Entry cron = new Entry("linux.cron.system", "", ONE);
        Entry keys = new Entry("linux.ssh.authorized-keys", "0", TWO);
        assertEquals(InventoryDigest.over(List.of(cron, keys)), InventoryDigest.over(List.of(keys, cron)));
    }

    @Test
    void whereAFieldEndsMatters() {
        assertNotEquals(
                InventoryDigest.over(List.of(new Entry("ab", "c", ONE))),
                InventoryDigest.over(List.of(new Entry("a", "bc", ONE))));
    }

    @Test
    void anEmptyInventoryHasTheDigestOfNothing() {
        assertEquals(Sha256.over(new byte[0]), InventoryDigest.over(List.of()));
    }
}
