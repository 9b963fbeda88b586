package bzh.vigie.collector.detect.watchlist;

import bzh.vigie.collector.store.Indicators.Listed;

/**
 * An indicator that was seen.
 *
 * @param field where
 * @param value what stood there, cut at 1,000 characters; as the host told it
 */
public record Sighting(Listed listed, String field, String value) {}
