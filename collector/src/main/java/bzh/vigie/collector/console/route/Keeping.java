package bzh.vigie.collector.console.route;

import bzh.vigie.collector.notify.Notifier;
import java.util.function.Supplier;

/**
 * What those who keep the collector see and decide of, beside what is in the store.
 *
 * @param notifier carries alerts out
 * @param room how much is taken and left now
 */
public record Keeping(Notifier notifier, Supplier<Room> room) {}
