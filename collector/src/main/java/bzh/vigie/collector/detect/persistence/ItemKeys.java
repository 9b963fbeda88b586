package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.sigma.SigmaRecord;

/** The key of an item that stands in a file: where it is, for one account (DESIGN.md 5.8). */
public final class ItemKeys {
    private ItemKeys() {}

    /** As the scan wrote it; where it wrote none, what it is made of. */
    public static String of(SigmaRecord record) {
        String key = record.value("key");
        return key.isEmpty()
                ? String.join(
                        "\t",
                        record.value("location"),
                        record.value("user"),
                        record.value("source"),
                        record.value("name"))
                : key;
    }
}
