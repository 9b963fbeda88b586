package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.KeyCredential;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.Sha256;
import java.util.Set;

/** Keys with which accounts can log on without their password ({@code msDS-KeyCredentialLink}): an item for each. */
public final class KeyCredentials implements DirectoryFormat {
    private static final String LINK = "msDS-KeyCredentialLink";

    @Override
    public Set<String> classes() {
        return Set.of("user", "computer");
    }

    @Override
    public void read(Pass pass) throws Refused {
        LeadingAccounts leading = new LeadingAccounts(pass);
        pass.ask(Query.below(pass.domain().head(), "(" + LINK + "=*)", AccountBits.with(LINK)), entry -> {
            boolean leads = leading.has(entry);
            for (String value : entry.texts(LINK)) {
                key(pass, entry, KeyCredential.parse(value), leads);
            }
            return true;
        });
    }

    private static void key(Pass pass, Entry entry, KeyCredential key, boolean leads) {
        if (key.isMalformed()) {
            pass.malformed(entry);
        }
        String digest = key.digest().map(Sha256::hex).orElse("");
        String value = "key SHA-256 " + (digest.isEmpty() ? "unknown" : digest) + ", usage " + usage(key.usage())
                + ", device " + (key.device().isEmpty() ? "none" : key.device())
                + (key.owner().equalsIgnoreCase(entry.dn())
                        ? ""
                        : ", made for " + pass.domain().shown(key.owner()))
                + (leads ? LeadingAccounts.WORDS : "");
        pass.found(
                entry,
                AccountBits.draft(entry, digest.isEmpty() ? "key " + key.id() : digest, value)
                        .with(Trait.MISMATCH, !key.isMalformed() && !key.owner().equalsIgnoreCase(entry.dn()))
                        .with(Trait.SUPERUSER, leads));
    }

    private static String usage(int usage) {
        return switch (usage) {
            case 1 -> "log-on";
            case 2 -> "FIDO";
            case 3 -> "recovery";
            default -> Integer.toString(usage);
        };
    }
}
