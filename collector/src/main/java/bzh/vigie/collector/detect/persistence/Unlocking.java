package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Inventories;
import bzh.vigie.collector.store.Inventories.Stood;
import bzh.vigie.event.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Whether an account that has a password now was without one for an ordinary reason: it was made within a day, as useradd(8) makes it before
 * passwd(1) is asked, or it had one within a day and was locked in between.
 */
public final class Unlocking {
    /** Field of a record that says so. */
    public static final String FIELD = "before.locked";

    public static final String LATELY = "lately";

    private static final Duration DAY = Duration.ofDays(1);
    private static final String SET = "password=set";

    private Unlocking() {}

    /** Whether it was, for the form that was received at that time. */
    public static boolean isOrdinary(Inventories inventories, AgentId host, Item now, Item before, Instant received) {
        if (!now.location().equals("linux.account.password")
                || !now.value().startsWith(SET)
                || before.value().startsWith(SET)) {
            return false;
        }
        String key = now.key();
        Instant yesterday = received.minus(DAY);
        List<Stood> forms = inventories.during(host, yesterday, received).stream()
                .filter(stood -> isOf(inventories.item(stood.item()), now, key))
                .toList();
        return forms.stream()
                .anyMatch(stood -> (stood.firstSeen().isAfter(yesterday)
                                && stood.firstSeen().isAfter(stood.listed()))
                        || inventories.item(stood.item()).value().startsWith(SET));
    }

    private static boolean isOf(Item item, Item now, String key) {
        return item.location().equals(now.location())
                && item.name().equals(now.name())
                && item.key().equals(key);
    }
}
