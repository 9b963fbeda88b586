package bzh.vigie.collector.console.route;

import bzh.vigie.collector.identity.AuthorityDesk;
import bzh.vigie.collector.notify.Notifier;
import java.util.function.Supplier;

/**
 * What those who keep the collector see and decide of, beside what is in the store.
 *
 * @param notifier carries alerts out
 * @param authority where the authority is replaced
 * @param room how much is taken and left now
 */
public record Keeping(Notifier notifier, Supplier<Room> room, Supplier<AuthorityDesk> authority) {}
