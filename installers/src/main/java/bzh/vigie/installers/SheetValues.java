package bzh.vigie.installers;

import bzh.vigie.enrol.CollectorAddress;
import java.util.Optional;
import java.util.Properties;

/**
 * What the printed sheets say of one commune, from properties of the build; what is empty is a line to fill in by hand.
 *
 * @param collector {@code sheet.collector}, host:port
 * @param proxy {@code sheet.proxy}, host:port
 * @param signer {@code sheet.signer}, whose certificate the programs are signed with
 * @param signerSha256 {@code sheet.signer-sha256}, of that certificate
 * @param contact {@code sheet.contact}, whom to call
 */
record SheetValues(
        String commune,
        Optional<CollectorAddress> collector,
        String proxy,
        String signer,
        String signerSha256,
        String contact) {
    /** All to be filled in by hand. */
    static final SheetValues BLANK = new SheetValues("", Optional.empty(), "", "", "", "");

    /**
     * Those of a build.
     *
     * @throws IllegalArgumentException for a collector that is no address
     */
    static SheetValues of(Properties properties) {
        String collector = value(properties, "collector");
        Optional<CollectorAddress> address = CollectorAddress.parse(collector);
        if (address.isEmpty() && !collector.isEmpty()) {
            throw new IllegalArgumentException("sheet.collector is no host:port: " + collector);
        }
        return new SheetValues(
                value(properties, "commune"),
                address,
                value(properties, "proxy"),
                value(properties, "signer"),
                value(properties, "signer-sha256"),
                value(properties, "contact"));
    }

    private static String value(Properties properties, String name) {
        return properties.getProperty("sheet." + name, "").strip();
    }
}
