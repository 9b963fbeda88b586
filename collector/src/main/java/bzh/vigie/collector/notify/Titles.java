package bzh.vigie.collector.notify;

import bzh.vigie.collector.store.Alerts.Alert;

/** Gives the one-line title of an alert in the language of a sink's readers. */
@FunctionalInterface
public interface Titles {
    String of(Alert alert);
}
