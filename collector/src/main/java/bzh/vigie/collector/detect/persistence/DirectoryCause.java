package bzh.vigie.collector.detect.persistence;

import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Item;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What equal findings of a directory are grouped by: the very thing, since numbers of accounts, which a shape leaves out, are what one right
 * differs from another by, in that domain, which an item leaves out: one that is made up groups nothing of another. A right that AdminSDHolder has is copied onto every protected object within an hour (SDProp, [MS-ADTS] 3.1.1.6.1.2): what
 * such an object has of the same account and the same right is counted with AdminSDHolder's.
 */
final class DirectoryCause {
    private static final String HOLDERS_PLACE = "ad.rights.domain";
    private static final String HOLDER = "CN=AdminSDHolder,CN=System,{domain}";
    private static final String PROTECTED_PLACE = "ad.rights.protected";

    /** What is read with protected objects though nothing is copied onto it: keys of read-only controllers, accounts of Entra, controllers. */
    private static final Pattern NOT_COPIED = Pattern.compile(
            "(?i)^CN=(krbtgt_|AZUREADSSOACC|AZUREADKERBEROS|MSOL_|AAD_|ADSync).*|.*,OU=Domain Controllers,\\{domain\\}$");

    private static final Pattern FIRST_NAME = Pattern.compile("^[^=]*=((?:\\\\.|[^,\\\\])*+)");

    private DirectoryCause() {}

    /**
     * What findings of that item are grouped by.
     *
     * @param word of which domain it is told
     */
    static String of(Store.Session session, Seen seen, Item item, String rule, DirectoryWord word) {
        String change = seen.record().value("change") + "|" + word.of(seen.host());
        return holders(item)
                .filter(holders -> isThere(session, seen, holders)
                        || session.alerts()
                                .open(seen.commune(), rule, cause(change, holders), Optional.empty())
                                .isPresent())
                .map(holders -> cause(change, holders))
                .orElseGet(() -> cause(change, item));
    }

    /** The object as the text of a right calls it: the value of the first part of its name (RFC 4514). */
    private static String object(String source) {
        Matcher first = FIRST_NAME.matcher(source);
        return first.find() ? first.group(1).replaceAll("\\\\(.)", "$1") : source;
    }

    private static String cause(String change, Item item) {
        return change + "|" + item.fingerprint();
    }

    private static boolean isThere(Store.Session session, Seen seen, Item holders) {
        return session.inventories()
                .find(seen.host(), holders.key())
                .map(Known::item)
                .filter(there -> there.fingerprint().equals(holders.fingerprint()))
                .isPresent();
    }

    /** The same right as AdminSDHolder would have it; empty for what cannot have come from there. */
    private static Optional<Item> holders(Item item) {
        if (!item.location().equals(PROTECTED_PLACE)
                || NOT_COPIED.matcher(item.source()).matches()) {
            return Optional.empty();
        }
        return Optional.of(new Item(
                HOLDERS_PLACE,
                item.techniques(),
                item.os(),
                item.account(),
                item.name(),
                item.value().replace(" over " + object(item.source()), " over AdminSDHolder"),
                HOLDER,
                item.target(),
                item.sha256(),
                item.signer(),
                item.signature(),
                item.packageName(),
                item.shipped(),
                item.enabled(),
                item.times(),
                item.resolved(),
                item.replaceableBy(),
                item.authentihash(),
                item.imphash(),
                item.tlsh(),
                item.originalName(),
                item.pdb(),
                item.build(),
                item.traits()));
    }
}
