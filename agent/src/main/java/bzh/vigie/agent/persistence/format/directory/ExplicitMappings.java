package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.event.Item.Trait;
import java.util.Locale;
import java.util.Set;

/**
 * Certificates and names of other realms with which accounts log on ({@code altSecurityIdentities}): an item for each. Weak are those that
 * name no key and no number of a certificate, since another certificate can be had that bears the same names (MS-PKCA 3.1.5.2.1.3).
 */
public final class ExplicitMappings implements DirectoryFormat {
    private static final String MAPPING = "altSecurityIdentities";

    /** What a mapping goes by. */
    enum By {
        ISSUER_AND_NUMBER("the certificate of that number of an issuer", false),
        KEY("certificates with that key", false),
        ISSUER_AND_NAME("any certificate of an issuer that bears that name", true),
        NAME("any certificate that bears that name", true),
        ADDRESS("any certificate that bears that address", true),
        REALM("that name of another realm", false),
        OTHER("what is written there", false);

        private final String words;
        private final boolean isWeak;

        By(String words, boolean isWeak) {
            this.words = words;
            this.isWeak = isWeak;
        }

        /** What that value goes by. */
        static By of(String value) {
            String low = value.toLowerCase(Locale.ROOT);
            if (low.startsWith("kerberos:")) {
                return REALM;
            }
            if (!low.startsWith("x509:")) {
                return OTHER;
            }
            if (low.contains("<ski>") || low.contains("<sha1-pukey>")) {
                return KEY;
            }
            if (low.contains("<rfc822>")) {
                return ADDRESS;
            }
            if (low.contains("<i>")) {
                return low.contains("<sr>") ? ISSUER_AND_NUMBER : low.contains("<s>") ? ISSUER_AND_NAME : OTHER;
            }
            return low.contains("<s>") ? NAME : OTHER;
        }
    }

    @Override
    public Set<String> classes() {
        return Set.of("user", "computer");
    }

    @Override
    public void read(Pass pass) throws Refused {
        LeadingAccounts leading = new LeadingAccounts(pass);
        pass.ask(Query.below(pass.domain().head(), "(" + MAPPING + "=*)", AccountBits.with(MAPPING)), entry -> {
            boolean leads = leading.has(entry);
            entry.texts(MAPPING).forEach(value -> mapping(pass, entry, value, leads));
            return true;
        });
    }

    private static void mapping(Pass pass, Entry entry, String value, boolean leads) {
        By by = By.of(value);
        pass.found(
                entry,
                AccountBits.draft(
                                entry,
                                (by.isWeak ? "weak " : "") + value,
                                "logs on with " + by.words
                                        + (by.isWeak ? " (ESC14)" : "")
                                        + (leads ? LeadingAccounts.WORDS : ""))
                        .with(Trait.MISMATCH, by.isWeak)
                        .with(Trait.SUPERUSER, leads));
    }
}
