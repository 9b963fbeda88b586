package bzh.vigie.collector.console.route;

import bzh.vigie.collector.notify.Notifier;

/**
 * What those who keep the collector see and decide of, beside what is in the store.
 *
 * @param notifier carries alerts out
 */
public record Keeping(Notifier notifier) {}
